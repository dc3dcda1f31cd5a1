// Response (Fetch, section 5.5).

import {
  JSONStringify,
  RangeError,
  RegExpPrototypeExec,
  TypeError,
  TypedArrayPrototypeGetByteLength,
} from "../internal/primordials.js";
import { List, appendPair, toList } from "../internal/lists.js";
import {
  converters,
  defineInterface,
  describe,
  isObject,
  quote,
  requireArguments,
  toByteString,
  toUSVString,
} from "../internal/webidl.js";
import { inspectSymbol } from "../internal/inspect_hook.js";
import { BYTES, Body, TEXT, TEXT_TYPE, cloneBody, extractBody, isUnusable, isUsed, unusableError }
  from "./body.js";
import { defineBody } from "./body_mixin.js";
import {
  EMPTY_LIST,
  JSON_LIST,
  TEXT_LIST,
  copyList,
  listGet,
  listHas,
  mutableList,
} from "./header_list.js";
import { fillList, newHeaders } from "./headers.js";
import { parseURL } from "./parse_url.js";
import { isWebSocket } from "../websocket/websocket.js";

// Marks the constructor calls of this module.
const INTERNAL = {};
const REASON_PHRASE = /^[\t\x20-\x7e\x80-\xff]*$/;

let bodyOf;
let contentTypeOf;
let isResponse;
let newFetchResponse;
let partsOf;

function isNullBodyStatus(status) {
  return status === 204 || status === 205 || status === 304 || status === 101 || status === 103;
}

function isRedirectStatus(status) {
  return status === 301 || status === 302 || status === 303 || status === 307 || status === 308;
}

function isEmpty(body) {
  return body.kind === TEXT ? body.source === ""
    : body.kind === BYTES && TypedArrayPrototypeGetByteLength(body.source) === 0;
}

function toStatus(value, where) {
  if (value === 200) return value;
  const status = converters["unsigned short"](value, `${where}: 'status'`);
  if (status >= 200 && status <= 599) return status;
  throw new RangeError(`${where}: the status is ${status}; expected 200 to 599.`);
}

function toStatusText(value, where) {
  const text = toByteString(value, `${where}: 'statusText'`);
  if (RegExpPrototypeExec(REASON_PHRASE, text) !== null) return text;
  throw new TypeError(`${where}: ${quote(text)} is not a valid statusText.`);
}

// Outside the class: a bundler gives a class that names itself another name.
function newResponse(token) {
  return new Response(token);
}

/** The answer to a request. */
export class Response {
  #status = 200;
  #statusText = "";
  // A header list; one of those that are shared until `headers` is asked for.
  #list = EMPTY_LIST;
  #headers = undefined;
  #isImmutable = false;
  #body = null;
  #webSocket = null;
  // Where it came from.
  #url = "";
  #redirected = false;

  /**
   * @param {ReadableStream|BufferSource|Blob|FormData|URLSearchParams|string|null} [body]
   * @param {{status?: number, statusText?: string, headers?: HeadersInit, webSocket?: WebSocket}}
   *     [init] also a Response; with a `webSocket`, which accepts the request's WebSocket, the
   *     status is 101
   */
  constructor(body = undefined, init = undefined) {
    if (body === INTERNAL) return;
    const where = "Failed to construct 'Response'";
    const extracted = body === undefined || body === null ? null : extractBody(body, where);
    if (init === undefined || init === null) {
      if (extracted !== null) this.#setBody(extracted);
    } else {
      this.#initialize(extracted, init, where);
    }
  }

  #initialize(body, init, where) {
    if (!isObject(init)) {
      throw new TypeError(`${where}: found ${describe(init)}; expected an object (ResponseInit).`);
    }
    const { headers, status, statusText, webSocket } = init;
    if (webSocket !== undefined && webSocket !== null) {
      this.#setWebSocket(webSocket, status, where);
    } else if (status !== undefined) {
      this.#status = toStatus(status, where);
    }
    if (statusText !== undefined) this.#statusText = toStatusText(statusText, where);
    if (headers !== undefined) {
      const list = new List();
      fillList(list, headers, where);
      this.#list = list;
    }
    if (body === null) return;
    if (!isNullBodyStatus(this.#status)) {
      this.#setBody(body);
    } else if (!isEmpty(body)) {
      // The platform's own servers take an empty body for none.
      throw new TypeError(
        `${where}: a response with the status ${this.#status} cannot have a body; expected null.`,
      );
    }
  }

  #setWebSocket(webSocket, status, where) {
    if (!isWebSocket(webSocket)) {
      throw new TypeError(
        `${where}: 'webSocket': found ${describe(webSocket)}; expected a WebSocket.`);
    }
    if (status === undefined || converters["unsigned short"](status, where) !== 101) {
      throw new RangeError(`${where}: a response with a WebSocket has the status 101.`);
    }
    this.#status = 101;
    this.#webSocket = webSocket;
  }

  #setBody(body) {
    this.#body = body;
    const { type } = body;
    const list = this.#list;
    if (type === null || listHas(list, "content-type")) return;
    if (list.length === 0) {
      this.#list = type === TEXT_TYPE ? TEXT_LIST : toList(["content-type", type]);
    } else {
      appendPair(list, "content-type", type);
    }
  }

  /** A network error. */
  static error() {
    const response = newResponse(INTERNAL);
    response.#status = 0;
    response.#isImmutable = true;
    return response;
  }

  /** The response that has `data` as JSON for its body. */
  static json(data, init = undefined) {
    const where = "Failed to execute 'json' on 'Response'";
    requireArguments(1, arguments.length, "Response", "json");
    const text = JSONStringify(data);
    if (text === undefined) {
      throw new TypeError(`${where}: ${describe(data)} has no form in JSON.`);
    }
    const body = new Body(TEXT, text, "application/json");
    const response = newResponse(INTERNAL);
    if (init === undefined || init === null) {
      response.#list = JSON_LIST;
      response.#body = body;
    } else {
      response.#initialize(body, init, where);
    }
    return response;
  }

  /** The response that sends the client to another absolute URL. */
  static redirect(url, status = 302) {
    const where = "Failed to execute 'redirect' on 'Response'";
    requireArguments(1, arguments.length, "Response", "redirect");
    const location = parseURL(toUSVString(url, where));
    if (location === undefined) {
      throw new TypeError(`${where}: ${quote(`${url}`)} is not a valid absolute URL.`);
    }
    status = converters["unsigned short"](status, `${where}: 'status'`);
    if (!isRedirectStatus(status)) {
      throw new RangeError(
        `${where}: ${status} is not a redirect status; expected 301, 302, 303, 307 or 308.`);
    }
    const response = newResponse(INTERNAL);
    response.#status = status;
    response.#isImmutable = true;
    response.#list = toList(["location", location]);
    return response;
  }

  get type() {
    return this.#status === 0 ? "error" : "default";
  }

  /** Where the response came from: "" for those that workers make. */
  get url() {
    return this.#url;
  }

  get redirected() {
    return this.#redirected;
  }

  get status() {
    return this.#status;
  }

  get ok() {
    return this.#status >= 200 && this.#status <= 299;
  }

  get statusText() {
    return this.#statusText;
  }

  get headers() {
    return this.#readHeaders();
  }

  #readHeaders() {
    if (this.#headers === undefined) {
      this.#list = mutableList(this.#list);
      this.#headers = newHeaders(this.#list, this.#isImmutable);
    }
    return this.#headers;
  }

  /** @returns {WebSocket|null} what the request's WebSocket becomes */
  get webSocket() {
    return this.#webSocket;
  }

  /** @returns {Response} the same again; both have the whole body */
  clone() {
    const body = this.#body;
    if (body !== null && isUnusable(body)) throw unusableError(body);
    if (this.#webSocket !== null) {
      throw new TypeError("A response to a WebSocket handshake cannot be cloned.");
    }
    const clone = newResponse(INTERNAL);
    clone.#status = this.#status;
    clone.#statusText = this.#statusText;
    clone.#isImmutable = this.#isImmutable;
    clone.#url = this.#url;
    clone.#redirected = this.#redirected;
    clone.#list = copyList(this.#list);
    if (body !== null) clone.#body = cloneBody(body);
    return clone;
  }

  [inspectSymbol]() {
    const body = this.#body;
    return {
      __proto__: null,
      status: this.#status,
      statusText: this.#statusText,
      headers: this.#readHeaders(),
      ok: this.#status >= 200 && this.#status <= 299,
      bodyUsed: body !== null && isUsed(body),
      type: this.#status === 0 ? "error" : "default",
    };
  }

  static {
    newFetchResponse = (status, statusText, list, body, url, redirected, webSocket = null) => {
      const response = newResponse(INTERNAL);
      response.#status = status;
      response.#statusText = statusText;
      response.#list = list;
      response.#isImmutable = true;
      response.#body = body;
      response.#url = url;
      response.#redirected = redirected;
      response.#webSocket = webSocket;
      return response;
    };
    bodyOf = (response) => response.#body;
    contentTypeOf = (response) => listGet(response.#list, "content-type");
    isResponse = (value) => typeof value === "object" && value !== null && #status in value;
    partsOf = (response, use, context) =>
      use(context, response.#status, response.#statusText, response.#list, response.#body,
        response.#webSocket);
  }
}
defineBody(Response, (response) => bodyOf(response), (response) => contentTypeOf(response));
defineInterface(Response, "Response");

/**
 * newFetchResponse(status, statusText, list, body, url, redirected, webSocket): the response that a
 *     server gave.
 * isResponse(value): whether the value is a Response.
 * partsOf(response, use, context): what use(context, status, statusText, headerList, body, webSocket) gives;
 *     the status is 0 for a network error, the header list must not be changed, the body and the WebSocket may be null.
 */
export { isNullBodyStatus, isRedirectStatus, isResponse, newFetchResponse, partsOf };
