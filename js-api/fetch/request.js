// Request (Fetch, section 5.4).

import { requestHasBody, requestMethod, requestUrl } from "native:invocation";
import { TypeError } from "../internal/primordials.js";
import { List, appendPair, toList } from "../internal/lists.js";
import { defineInterface, quote, requireArguments, toUSVString } from "../internal/webidl.js";
import { createAbortSignal, createDependentSignal, signalAbort } from "../abort/abort_signal.js";
import { inspectSymbol } from "../internal/inspect_hook.js";
import {
  Body,
  NATIVE,
  cloneBody,
  extractBody,
  isUnusable,
  isUsed,
  takeOverBody,
  unusableError,
} from "./body.js";
import { defineBody } from "./body_mixin.js";
import { listGet, listHas } from "./header_list.js";
import { copyHeaderList, fillList, listOf, newHeaders, newRequestHeaders } from "./headers.js";
import { hadCredentials, parseURL } from "./parse_url.js";
import {
  DEFAULT_SETTINGS,
  RequestSettings,
  changeSettings,
  normalizeMethod,
  toRequestInit,
} from "./request_init.js";

// Marks the constructor calls of this module.
const INTERNAL = {};

// The settings of the requests that workers answer.
const INCOMING_SETTINGS = new RequestSettings();
INCOMING_SETTINGS.redirect = "manual";

let abortRequest;
let bodyOf;
let fetchPartsOf;
let givenSignal;
let headersOf;
let incomingOf;
let isRequest;

function parseRequestURL(input, where) {
  const url = parseURL(input);
  if (url === undefined) {
    throw new TypeError(`${where}: ${quote(input)} is not a valid absolute URL.`);
  }
  if (hadCredentials()) {
    throw new TypeError(`${where}: the URL ${quote(url)} has a user name or a password.`);
  }
  return url;
}

// Outside the class: a bundler gives a class that names itself another name.
function newRequest(token, invocation) {
  return new Request(token, invocation);
}

/** A request: the one that a worker answers, or one that it makes. */
export class Request {
  // The invocation that answers the request; 0 for one that a worker made. What is undefined below
  // is asked from the server when it is needed.
  #invocation = 0;
  #method = undefined;
  #url = undefined;
  #headers = undefined;
  #body = undefined;
  #settings = INCOMING_SETTINGS;
  #signal = undefined;
  // What the signal follows: an AbortSignal, a Request, or null.
  #signalParent = null;

  /**
   * @param {Request|string} input
   * @param {RequestInit} [init]
   */
  constructor(input, init = undefined) {
    if (input === INTERNAL) {
      this.#invocation = init;
      return;
    }
    const where = "Failed to construct 'Request'";
    requireArguments(1, arguments.length, "Request");
    const source = isRequest(input) ? input : null;
    const dictionary = init === undefined || init === null ? null : toRequestInit(init, where);
    this.#url = source === null ? parseRequestURL(toUSVString(input, where), where) : source.#readUrl();
    this.#setSettings(source, dictionary, where);
    this.#setMethod(source, dictionary, where);
    this.#setSignal(source, dictionary);
    this.#setHeaders(source, dictionary, where);
    this.#setBody(source, dictionary, where);
  }

  #setSettings(source, init, where) {
    const settings = source === null ? DEFAULT_SETTINGS : source.#settings;
    this.#settings = init === null ? settings : changeSettings(settings, init, where);
    if (source !== null && this.#settings.cf === undefined) {
      // Those of a request that the worker answers come into being late.
      const cf = source.#readCf();
      if (cf === undefined) return;
      this.#settings = changeSettings(this.#settings, { __proto__: null, cf }, where);
    }
  }

  #setMethod(source, init, where) {
    const method = init?.method;
    if (method !== undefined) this.#method = normalizeMethod(method, where);
    else this.#method = source === null ? "GET" : source.#readMethod();
  }

  #setSignal(source, init) {
    const signal = init?.signal;
    this.#signalParent = signal === undefined ? source : signal;
  }

  #setHeaders(source, init, where) {
    let list = new List();
    if (init?.headers !== undefined) fillList(list, init.headers, where);
    else if (source !== null) list = copyHeaderList(source.#readHeaders());
    this.#headers = newHeaders(list, false);
  }

  #setBody(source, init, where) {
    const given = init?.body;
    const inherited = source === null ? null : bodyOf(source);
    this.#body = null;
    const hasGiven = given !== undefined && given !== null;
    if (!hasGiven && inherited === null) return;
    if (this.#method === "GET" || this.#method === "HEAD") {
      throw new TypeError(`${where}: a request with the method ${this.#method} cannot have a body.`);
    }
    if (hasGiven) {
      const body = extractBody(given, where);
      this.#body = body;
      const list = listOf(this.#headers);
      if (body.type !== null && !listHas(list, "content-type")) {
        appendPair(list, "content-type", body.type);
      }
    } else {
      if (isUnusable(inherited)) throw unusableError(inherited);
      this.#body = takeOverBody(inherited);
    }
  }

  #readMethod() {
    return (this.#method ??= requestMethod(this.#invocation));
  }

  #readUrl() {
    return (this.#url ??= requestUrl(this.#invocation));
  }

  #readHeaders() {
    return (this.#headers ??= newRequestHeaders(this.#invocation));
  }

  get method() {
    return this.#readMethod();
  }

  get url() {
    return this.#readUrl();
  }

  get headers() {
    return this.#readHeaders();
  }

  get destination() {
    this.#settings;
    return "";
  }

  get referrer() {
    return this.#settings.referrer;
  }

  get referrerPolicy() {
    return this.#settings.referrerPolicy;
  }

  get mode() {
    return this.#settings.mode;
  }

  get credentials() {
    return this.#settings.credentials;
  }

  get cache() {
    return this.#settings.cache;
  }

  get redirect() {
    return this.#settings.redirect;
  }

  get integrity() {
    return this.#settings.integrity;
  }

  get keepalive() {
    return this.#settings.keepalive;
  }

  get isReloadNavigation() {
    this.#settings;
    return false;
  }

  get isHistoryNavigation() {
    this.#settings;
    return false;
  }

  /** @returns {AbortSignal} of a request that the worker answers: aborted when the client goes away */
  get signal() {
    return this.#readSignal();
  }

  #readSignal() {
    if (this.#signal === undefined) {
      let parent = this.#signalParent;
      if (isRequest(parent)) parent = parent.#readSignal();
      this.#signal = parent === null ? createAbortSignal() : createDependentSignal(toList([parent]));
      this.#signalParent = null;
    }
    return this.#signal;
  }

  get duplex() {
    this.#settings;
    return "half";
  }

  /** What the platform knows of the client: nothing here. Undefined for requests that workers make. */
  get cf() {
    return this.#readCf();
  }

  #readCf() {
    if (this.#settings === INCOMING_SETTINGS) {
      const settings = new RequestSettings();
      settings.redirect = INCOMING_SETTINGS.redirect;
      settings.cf = {};
      this.#settings = settings;
    }
    return this.#settings.cf;
  }

  /** @returns {Request} the same again; both have the whole body */
  clone() {
    const body = bodyOf(this);
    if (body !== null && isUnusable(body)) throw unusableError(body);
    const clone = newRequest(INTERNAL, this.#invocation);
    clone.#method = this.#readMethod();
    clone.#url = this.#readUrl();
    clone.#headers = this.#invocation === 0
      ? newHeaders(copyHeaderList(this.#headers), false)
      : newRequestHeaders(this.#invocation);
    clone.#settings = this.#settings;
    clone.#signalParent = this;
    clone.#body = body === null ? null : cloneBody(body);
    return clone;
  }

  [inspectSymbol]() {
    const body = bodyOf(this);
    return {
      __proto__: null,
      method: this.#readMethod(),
      url: this.#readUrl(),
      headers: this.#readHeaders(),
      bodyUsed: body !== null && isUsed(body),
      redirect: this.#settings.redirect,
    };
  }

  static {
    isRequest = (value) => typeof value === "object" && value !== null && #settings in value;
    bodyOf = (request) => {
      if (request.#body === undefined) {
        const id = request.#invocation;
        request.#body = requestHasBody(id) ? new Body(NATIVE, id, null) : null;
      }
      return request.#body;
    };
    headersOf = (request) => request.#readHeaders();
    incomingOf = (request) => request.#headers === undefined ? request.#invocation : 0;
    givenSignal = (request) => {
      let given = request;
      while (isRequest(given)) {
        // A client that goes away does not end what is done for it.
        if (given.#invocation !== 0) return null;
        if (given.#signal !== undefined) return given.#signal;
        given = given.#signalParent;
      }
      return given;
    };
    fetchPartsOf = (request, use, context) =>
      use(context, request.#readMethod(), request.#readUrl(), listOf(request.#readHeaders()),
        bodyOf(request), request.#settings, givenSignal(request));
    abortRequest = (request, reason) => signalAbort(request.#readSignal(), reason);
  }
}
defineBody(Request, (request) => bodyOf(request),
  (request) => listGet(listOf(headersOf(request)), "content-type"));
defineInterface(Request, "Request");

/** The request that an invocation answers. What it holds is read when it is asked for. */
export function newIncomingRequest(invocation) {
  return new Request(INTERNAL, invocation);
}

/**
 * isRequest(value): whether the value is a Request.
 * fetchPartsOf(request, use, context): what use(context, method, url, headerList, body, settings, signal)
 *     gives; the list must not be changed, body and signal may be null.
 * abortRequest(request, reason): aborts its signal.
 * incomingOf(request): the invocation that answers it, where its headers are those that came; else 0.
 */
export { abortRequest, fetchPartsOf, incomingOf, isRequest };
