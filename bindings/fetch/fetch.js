// fetch() (Fetch, section 5.6).

import {
  abortFetch,
  finishFetch,
  startCachedFetch,
  startFetch,
  writeFetch,
} from "native:fetch";
import { cancelNativeBody } from "native:invocation";
import { invocation } from "native:runtime";
import { utf8Encode } from "native:encoding";
import { createAbortController } from "../../js-api/abort/abort_controller.js";
import {
  addAbortAlgorithm,
  removeAbortAlgorithm,
  signalAborted,
  signalReason,
} from "../../js-api/abort/abort_signal.js";
import {
  BYTES,
  Body,
  NATIVE,
  SOURCE,
  TEXT,
  isUnusable,
  streamOf,
  unusableError,
} from "../../js-api/fetch/body.js";
import { fieldBlock, listGet, listHas } from "../../js-api/fetch/header_list.js";
import { Request, fetchPartsOf } from "../../js-api/fetch/request.js";
import { otherRequestError } from "../../js-api/fetch/request_body_source.js";
import { isNullBodyStatus, isRedirectStatus, newFetchResponse, partsOf }
  from "../../js-api/fetch/response.js";
import { List, append, appendPair, copyOf, toArray, toList }
  from "../../js-api/internal/lists.js";
import {
  Error,
  StringPrototypeSlice,
  StringPrototypeStartsWith,
  TypeError,
  Uint8Array,
} from "../../js-api/internal/primordials.js";
import { newPromise, rejected, then } from "../../js-api/internal/promises.js";
import { quote, requireArguments } from "../../js-api/internal/webidl.js";
import {
  cancelStream,
  createNativeStream,
  expectedLengthOf,
  forEachChunk,
  readAllBytes,
  takeNativeSource,
} from "../../js-api/streams/internal_api.js";
import { takeCredentials } from "./basic_credentials.js";
import { cacheUseOf } from "./cache_options.js";
import { readDataURL } from "./data_url.js";
import { endOf, newWebSocket, setConnector } from "../../js-api/websocket/websocket.js";
import { SocketEnd, connect, connected, failed, opened } from "../../js-api/websocket/socket_end.js";
import { hasIntegrity, parseIntegrity } from "./integrity.js";
import { NativeBodySource } from "./native_body_source.js";
import { nextNumber } from "./numbers.js";
import { followRedirect, isHTTP, withoutFragment } from "./redirect.js";
import { ServerSocket } from "./server_socket.js";

// A BodyKind of fetch.cc.
const BODY_NONE = 0;
const BODY_BYTES = 1;
const BODY_STREAM = 2;
const BODY_REQUEST = 3;
const BODY_NATIVE = 4;

const ACCEPT_ENCODING = "gzip, deflate, br, zstd";

// The fields that a request is sent with.
function fieldsOf(list) {
  let block = fieldBlock(list);
  const add = (name, value) => {
    block += `${block === "" ? "" : "\n"}${name}\n${value}`;
  };
  if (!listHas(list, "accept")) add("accept", "*/*");
  if (!listHas(list, "accept-encoding")) {
    // A range of compressed octets is of no use.
    add("accept-encoding", listHas(list, "range") ? "identity" : ACCEPT_ENCODING);
  }
  return block;
}

// How a request is sent. start(number, method, url, fields, kind, bytes, source) is the op startFetch,
// or one like it.
const NETWORK = { __proto__: null, start: startFetch, fieldsOf };

// The fetch that a call of fetch() makes: a request, and those that redirects make of it.
class Fetch {
  #id = invocation();
  #number = 0;
  #deferred = newPromise();
  #hasHead = false;
  #isOver = false;
  #via;
  // What followRedirect changes.
  #request;
  #redirect;
  #signal;
  // What the response must have been; null: anything.
  #integrity;
  // How the cache is used; null: not at all.
  #cache;
  // Whether the network is not to be asked.
  #isOffline;
  // The stream that is being sent; null: there is none.
  #sent = null;

  constructor(via, method, url, list, body, settings, signal) {
    this.#via = via;
    this.#request = { __proto__: null, method, url, list, body, redirects: 0 };
    this.#redirect = settings.redirect;
    this.#cache = via === NETWORK ? cacheUseOf(settings) : null;
    this.#isOffline = via === NETWORK && settings.cache === "only-if-cached";
    this.#integrity = settings.integrity === "" ? null : parseIntegrity(settings.integrity);
    this.#signal = signal;
  }

  /** @returns {Promise<Response>} */
  run() {
    const { promise } = this.#deferred;
    const signal = this.#signal;
    if (signal !== null) {
      if (signalAborted(signal)) {
        const reason = signalReason(signal);
        const { body } = this.#request;
        if (body !== null && body.stream !== null) cancelStream(body.stream, reason);
        return rejected(reason);
      }
      addAbortAlgorithm(signal, this.#onAbort);
    }
    try {
      this.#send();
    } catch (error) {
      this.#fail(error);
    }
    return promise;
  }

  #onAbort = () => {
    const reason = signalReason(this.#signal);
    const sent = this.#sent;
    this.#sent = null;
    this.#isOver = true;
    abortFetch(this.#id, this.#number);
    cancelNativeBody(this.#id, this.#number);
    this.#deferred.reject(reason);
    if (sent !== null) cancelStream(sent, reason);
  };

  #onFailure = (error) => {
    if (!this.#isOver) this.#fail(error);
  };

  #fail(error) {
    this.#isOver = true;
    if (this.#signal !== null) removeAbortAlgorithm(this.#signal, this.#onAbort);
    this.#deferred.reject(error);
  }

  #send() {
    const { body, list, method, url } = this.#request;
    this.#number = nextNumber();
    const via = this.#via;
    const started = (kind, bytes, source) => {
      const { start, fieldsOf } = via;
      const head = start(this.#number, method, url, fieldsOf(list), kind, bytes, source);
      then(head, this.#onHead, this.#onFailure);
    };
    if (body === null && method === "GET" && this.#cache !== null && !listHas(list, "upgrade")) {
      then(this.#startCached(url, list), this.#onHead, this.#onFailure);
      return;
    }
    if (this.#isOffline) {
      throw new TypeError('fetch failed: cache is "only-if-cached", and no cache is used');
    }
    if (body === null) return started(BODY_NONE, undefined, undefined);
    if (body.stream === null && body.kind <= BYTES) {
      const bytes = body.kind === TEXT ? utf8Encode(body.source) : body.source;
      return started(BODY_BYTES, bytes, undefined);
    }
    if (isUnusable(body)) throw unusableError(body);
    this.#sendSource(body, started);
  }

  #startCached(url, list) {
    const { everything, key, mode, ttls } = this.#cache;
    const where = withoutFragment(url);
    // What a redirect leads to is not what the worker's key stands for.
    const own = key === undefined ? where
      : this.#request.redirects === 0 ? key : `${key}\n${where}`;
    return startCachedFetch(
      this.#number, url, fieldsOf(list), own, toArray(copyOf(ttls)), everything, mode);
  }

  // A body that is read once.
  #sendSource(body, started) {
    let source;
    if (body.stream !== null) source = takeNativeSource(body.stream);
    else if (body.kind === SOURCE) ({ source } = body);
    const isRequest = body.stream === null && body.kind === NATIVE;
    const from = isRequest ? body.source : source?.invocation;
    if (from !== undefined && from !== this.#id) throw otherRequestError();
    body.used = true;
    if (isRequest || source?.kind === "request") return started(BODY_REQUEST, undefined, undefined);
    if (source?.kind === "native") return started(BODY_NATIVE, undefined, source.number);
    const stream = source === undefined ? streamOf(body) : createNativeStream(source);
    const number = this.#number;
    started(BODY_STREAM, undefined, expectedLengthOf(stream));
    this.#sent = stream;
    then(forEachChunk(stream, (chunk) => writeFetch(number, chunk)), () => {
      // Null after an abort, which ends the stream too.
      if (this.#sent !== null) finishFetch(number);
      this.#sent = null;
    }, (error) => {
      this.#sent = null;
      // A server that takes no more may have answered, or sent it elsewhere.
      if (this.#isOver || this.#hasHead || this.#number !== number) return;
      abortFetch(this.#id, number);
      this.#fail(error);
    });
  }

  #onHead = (result) => {
    if (this.#isOver) return;
    try {
      this.#hasHead = true;
      const head = toList(result.value);
      const list = new List();
      for (let i = 3; i < head.length; ++i) append(list, head[i]);
      this.#take(+head[0], head[1], list, head[2] !== "");
    } catch (error) {
      this.#fail(error);
    }
  };

  #take(status, statusText, list, hasBody) {
    const location = isRedirectStatus(status) ? listGet(list, "location") : null;
    if (location !== null && this.#redirect !== "manual") {
      cancelNativeBody(this.#id, this.#number);
      if (this.#redirect === "error") {
        throw new TypeError(
          `fetch failed: ${quote(this.#request.url)} redirects to ${quote(location)}, and ` +
            'redirect is "error"');
      }
      const { body } = this.#request;
      followRedirect(this.#request, status, location, body === null || body.kind <= BYTES);
      this.#hasHead = false;
      this.#send();
      return;
    }
    this.#isOver = true;
    const body = this.#bodyOf(status, hasBody);
    const isAtEnd = !hasBody || body === null;
    if (isAtEnd && this.#signal !== null) removeAbortAlgorithm(this.#signal, this.#onAbort);
    if (this.#integrity !== null) {
      this.#check(status, statusText, list, body);
    } else {
      this.#resolve(status, statusText, list, body, status === 101 ? this.#socket(list) : null);
    }
  }

  #resolve(status, statusText, list, body, socket) {
    this.#deferred.resolve(
      newFetchResponse(status, statusText, list, body, withoutFragment(this.#request.url),
        this.#request.redirects > 0, socket));
  }

  // Reads the whole body before anybody sees the response.
  #check(status, statusText, list, body) {
    if (body === null) {
      throw new TypeError(
        `fetch failed: ${quote(this.#request.url)} has no body, which integrity could be about`);
    }
    then(readAllBytes(streamOf(body), (octets) => {
      if (!hasIntegrity(octets, this.#integrity)) {
        this.#fail(new TypeError(
          `fetch failed: the body of ${quote(this.#request.url)} has none of the hashes of integrity`));
        return;
      }
      if (this.#signal !== null) removeAbortAlgorithm(this.#signal, this.#onAbort);
      this.#resolve(status, statusText, list, new Body(BYTES, octets, null), null);
    }), undefined, this.#deferred.reject);
  }

  // The WebSocket that the server has accepted.
  #socket(list) {
    const socket = newWebSocket();
    const end = endOf(socket);
    connect(end, new SocketEnd(null));
    opened(end, new ServerSocket(this.#id, this.#number, end),
      listGet(list, "sec-websocket-protocol") ?? "");
    return socket;
  }

  /** The same for a WebSocket that the constructor has made: it is told how the handshake ended. */
  openSocket(end) {
    then(this.run(), (response) => {
      const { status, list } = partsOf(response, answerOf, undefined);
      if (status === 101) {
        connected(end, new ServerSocket(this.#id, this.#number, end),
          listGet(list, "sec-websocket-protocol") ?? "");
        return;
      }
      abortFetch(this.#id, this.#number);
      cancelNativeBody(this.#id, this.#number);
      failed(end, `the server answered the handshake with the status ${status}; expected 101`);
    }, (error) => failed(end, messageOf(error)));
  }

  #bodyOf(status, hasBody) {
    if (isNullBodyStatus(status) || this.#request.method === "HEAD") {
      if (hasBody) cancelNativeBody(this.#id, this.#number);
      return null;
    }
    if (hasBody) {
      const source = new NativeBodySource(this.#id, this.#number, this.#signal, this.#onAbort);
      return new Body(SOURCE, source, null);
    }
    return new Body(BYTES, new Uint8Array(0), null);
  }
}

function answerOf(context, status, statusText, list) {
  return { __proto__: null, status, list };
}

function messageOf(error) {
  return error !== null && typeof error === "object" && typeof error.message === "string"
    ? error.message
    : `${error}`;
}

function doNothing() {}

const SOCKET_SETTINGS = { __proto__: null, redirect: "manual", integrity: "" };

// What new WebSocket() does (WebSockets, section 2).
function connectSocket(end, protocols) {
  if (invocation() === 0) {
    throw new Error(
      "Disallowed operation called within global scope. A WebSocket is opened only while a request " +
        "is handled.");
  }
  // ws: and wss: are http: and https: for the handshake.
  const { url, authorization } = takeCredentials(`http${StringPrototypeSlice(end.url, 2)}`);
  const list = new List();
  if (authorization !== "") appendPair(list, "authorization", authorization);
  appendPair(list, "upgrade", "websocket");
  let joined = "";
  for (let i = 0; i < protocols.length; ++i) joined += i === 0 ? protocols[i] : `, ${protocols[i]}`;
  if (joined !== "") appendPair(list, "sec-websocket-protocol", joined);
  const controller = createAbortController();
  end.peer.server = { __proto__: null, abort: () => controller.abort(), close: doNothing, buffered: 0 };
  new Fetch(NETWORK, "GET", url, list, null, SOCKET_SETTINGS, controller.signal).openSocket(end);
}
setConnector(connectSocket);

function fetchData(method, url) {
  const data = readDataURL(url);
  if (data === undefined) throw new TypeError("fetch failed: the data: URL is malformed");
  const list = new List();
  appendPair(list, "content-type", data.type);
  const { promise, resolve } = newPromise();
  const body = method === "HEAD" ? null : new Body(BYTES, data.bytes, null);
  resolve(newFetchResponse(200, "OK", list, body, url, false));
  return promise;
}

function start(via, method, url, list, body, settings, signal) {
  if (isHTTP(url)) return new Fetch(via, method, url, list, body, settings, signal).run();
  if (signal !== null && signalAborted(signal)) return rejected(signalReason(signal));
  if (StringPrototypeStartsWith(url, "data:")) return fetchData(method, url);
  throw new TypeError(
    `fetch failed: ${quote(url)} is not a URL that can be fetched; expected http:, https: or data:`);
}

/**
 * fetch() by other ways than the network.
 * @param {{start: Function, fieldsOf: Function}} via start(number, method, url, fields, kind, bytes,
 *     source) is an op like startFetch, or calls one; fieldsOf(headerList) gives the fields to send
 * @param {Request|string|URL} input
 * @param {RequestInit} init
 */
export function fetchVia(via, input, init) {
  if (invocation() === 0) {
    throw new Error(
      "Disallowed operation called within global scope. fetch() is allowed only while a request " +
        "is handled.");
  }
  return fetchPartsOf(new Request(input, init), start, via);
}

/**
 * Asks a server.
 * @param {Request|string|URL} input
 * @param {RequestInit} [init]
 * @returns {Promise<Response>} rejects with a TypeError when there is no response
 */
export function fetch(input, init = undefined) {
  try {
    requireArguments(1, arguments.length, "WorkerGlobalScope", "fetch");
    return fetchVia(NETWORK, input, init);
  } catch (error) {
    return rejected(error);
  }
}
