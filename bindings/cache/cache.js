// Cache (Service Workers, section 5.4), as far as the Workers platform has it.

import { findCached, matchCached, matchIncoming, removeCached } from "native:cache";
import { invocation } from "native:runtime";
import { BYTES, Body, SOURCE } from "../../js-api/fetch/body.js";
import { fieldBlock } from "../../js-api/fetch/header_list.js";
import { Request, fetchPartsOf, incomingOf, isRequest } from "../../js-api/fetch/request.js";
import { isNullBodyStatus, newFetchResponse } from "../../js-api/fetch/response.js";
import { List, append, toList } from "../../js-api/internal/lists.js";
import { Error, TypeError, Uint8Array } from "../../js-api/internal/primordials.js";
import { rejected, resolved, then } from "../../js-api/internal/promises.js";
import { requireInvocation } from "../../js-api/internal/require_invocation.js";
import { defineInterface, dictionaryOf, requireArguments, toBoolean, toDictionary }
  from "../../js-api/internal/webidl.js";
import { NativeBodySource } from "../fetch/native_body_source.js";
import { nextNumber } from "../fetch/numbers.js";
import { withoutFragment } from "../fetch/redirect.js";
import { put } from "./put.js";

// Marks the constructor calls of this module.
const INTERNAL = {};

const QUERY_MEMBERS = dictionaryOf([{ key: "ignoreMethod", converter: toBoolean }]);

function takeKey(context, method, url, list) {
  return { __proto__: null, method, url: withoutFragment(url), list };
}

// {method, url, list}
function keyOf(input) {
  return fetchPartsOf(isRequest(input) ? input : new Request(input), takeKey, undefined);
}

// Whether the options let a request of any method stand for a GET.
function ignoresMethod(options, where) {
  if (options === undefined || options === null) return false;
  return toDictionary(options, QUERY_MEMBERS, where).ignoreMethod === true;
}

// The response that a head of the ops and its body make.
function responseOf(head, number) {
  const list = new List();
  for (let i = 3; i < head.length; ++i) append(list, head[i]);
  const status = +head[0];
  let body = null;
  if (head[2] !== "") {
    body = new Body(SOURCE, new NativeBodySource(invocation(), number, null, null), null);
  } else if (!isNullBodyStatus(status)) {
    body = new Body(BYTES, new Uint8Array(0), null);
  }
  return newFetchResponse(status, head[1], list, body, "", false);
}

function match(name, { list, url }) {
  const number = nextNumber();
  const fields = fieldBlock(list);
  const found = matchCached(name, url, fields, number);
  if (found === undefined) return resolved(undefined);
  const head = toList(found);
  if (head.length > 1) return resolved(responseOf(head, number));
  return then(findCached(name, url, fields, number), (result) =>
    result === undefined ? undefined : responseOf(toList(result.value), number));
}

// The same for the request that the worker answers, which natives know; undefined when they leave it to
// match().
function matchOfIncoming(name, request) {
  const id = incomingOf(request);
  if (id === 0 || id !== invocation()) return undefined;
  const number = nextNumber();
  const found = matchIncoming(name, id, number);
  return found === undefined ? undefined : resolved(responseOf(toList(found), number));
}

function notImplemented(method) {
  return new Error(`Failed to execute '${method}' on 'Cache': the method is not implemented.`);
}

/** Responses that outlive the request, by URL. */
export class Cache {
  #name;

  constructor(internal = undefined, name = undefined) {
    if (internal !== INTERNAL) throw new TypeError("Illegal constructor");
    this.#name = name;
  }

  /**
   * @param {Request|string|URL} request
   * @param {{ignoreMethod?: boolean}} [options]
   * @returns {Promise<Response|undefined>} what was put and is still fresh
   */
  match(request, options = undefined) {
    try {
      requireArguments(1, arguments.length, "Cache", "match");
      const name = this.#name;
      requireInvocation("a cache is used");
      const ignores = ignoresMethod(options, "Failed to execute 'match' on 'Cache'");
      const found = isRequest(request) ? matchOfIncoming(name, request) : undefined;
      if (found !== undefined) return found;
      const key = keyOf(request);
      if (!ignores && key.method !== "GET") return resolved(undefined);
      return match(name, key);
    } catch (error) {
      return rejected(error);
    }
  }

  /**
   * @param {Request|string|URL} request
   * @param {Response} response its body is read
   * @returns {Promise<undefined>} fulfilled when it is stored, or is not to be
   */
  put(request, response) {
    try {
      requireArguments(2, arguments.length, "Cache", "put");
      const name = this.#name;
      requireInvocation("a cache is used");
      return put(name, keyOf(request), response);
    } catch (error) {
      return rejected(error);
    }
  }

  /**
   * @param {Request|string|URL} request
   * @param {{ignoreMethod?: boolean}} [options]
   * @returns {Promise<boolean>} whether there was something
   */
  delete(request, options = undefined) {
    try {
      requireArguments(1, arguments.length, "Cache", "delete");
      const name = this.#name;
      requireInvocation("a cache is used");
      const ignores = ignoresMethod(options, "Failed to execute 'delete' on 'Cache'");
      const { method, url } = keyOf(request);
      if (!ignores && method !== "GET") return resolved(false);
      return removeCached(name, url);
    } catch (error) {
      return rejected(error);
    }
  }

  add() {
    this.#name;
    return rejected(notImplemented("add"));
  }

  addAll() {
    this.#name;
    return rejected(notImplemented("addAll"));
  }

  keys() {
    this.#name;
    return rejected(notImplemented("keys"));
  }

  matchAll() {
    this.#name;
    return rejected(notImplemented("matchAll"));
  }
}
defineInterface(Cache, "Cache");

/** @param {string} name of the cache, as the natives call it */
export function newCache(name) {
  return new Cache(INTERNAL, name);
}
