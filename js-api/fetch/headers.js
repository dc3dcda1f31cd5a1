// Headers (Fetch, section 5.1).

import { requestHeaders } from "native:invocation";
import { SymbolIterator, TypeError } from "../internal/primordials.js";
import { List, append, appendPair, toArray } from "../internal/lists.js";
import { definePairIterable } from "../internal/iterable.js";
import { defineInterface, requireArguments, toDOMString } from "../internal/webidl.js";
import { inspectSymbol } from "../internal/inspect_hook.js";
import { appendHeadersInit, iteratorOfHeadersInit } from "./header_init.js";
import {
  copyList,
  listDelete,
  listGet,
  listHas,
  listSet,
  lowerName,
  normalizeName,
  normalizeValue,
  sortAndCombine,
} from "./header_list.js";

// Marks the constructor calls of this module.
const INTERNAL = {};

let isHeaders;
let listOf;
let sortedOf;

/** The fields of a request or response. */
export class Headers {
  // A header list; null while the fields of a request have not been asked for.
  #list = null;
  #isImmutable = false;
  #invocation = 0;
  // The list sorted and combined, until it changes.
  #sorted = null;

  /** @param {Headers|Iterable<[string, string]>|object} [init] */
  constructor(init = undefined, list = undefined, isImmutable = false, invocation = 0) {
    if (init === INTERNAL) {
      this.#list = list;
      this.#isImmutable = isImmutable;
      this.#invocation = invocation;
      return;
    }
    const own = new List();
    if (init !== undefined) fillList(own, init, "Failed to construct 'Headers'");
    this.#list = own;
  }

  #load() {
    const list = requestHeaders(this.#invocation);
    for (let i = 0; i < list.length; i += 2) list[i] = lowerName(list[i]);
    this.#list = list;
    return list;
  }

  // The list, which is about to change.
  #changing() {
    if (this.#isImmutable) {
      throw new TypeError(
        "Can't modify immutable headers. Make a copy first: new Headers(headers), new " +
          "Request(request) or new Response(response.body, response).",
      );
    }
    this.#sorted = null;
    return this.#list;
  }

  /** Adds a field; the values that the name has already stay. */
  append(name, value) {
    const where = "Failed to execute 'append' on 'Headers'";
    this.#list;
    requireArguments(2, arguments.length, "Headers", "append");
    name = toDOMString(name, where);
    value = toDOMString(value, where);
    name = normalizeName(name, where);
    value = normalizeValue(value, name, where);
    appendPair(this.#changing(), name, value);
  }

  /** Removes every value of the name. */
  delete(name) {
    const where = "Failed to execute 'delete' on 'Headers'";
    this.#list;
    requireArguments(1, arguments.length, "Headers", "delete");
    name = normalizeName(toDOMString(name, where), where);
    listDelete(this.#changing(), name);
  }

  /** @returns {string|null} the values of the name, joined by ", " */
  get(name) {
    const where = "Failed to execute 'get' on 'Headers'";
    const list = this.#list ?? this.#load();
    requireArguments(1, arguments.length, "Headers", "get");
    return listGet(list, normalizeName(toDOMString(name, where), where));
  }

  /** @returns {string[]} all values of Set-Cookie, the only name that Workers allow here */
  getAll(name) {
    this.#list;
    requireArguments(1, arguments.length, "Headers", "getAll");
    if (lowerName(toDOMString(name)) !== "set-cookie") {
      throw new TypeError('getAll() can only be used with the header name "Set-Cookie".');
    }
    return this.#setCookies();
  }

  /** @returns {string[]} the values of Set-Cookie, one by one */
  getSetCookie() {
    return this.#setCookies();
  }

  #setCookies() {
    const list = this.#list ?? this.#load();
    const values = new List();
    for (let i = 0; i < list.length; i += 2) {
      if (list[i] === "set-cookie") append(values, list[i + 1]);
    }
    return toArray(values);
  }

  /** @returns {boolean} whether there is a field of the name */
  has(name) {
    const where = "Failed to execute 'has' on 'Headers'";
    const list = this.#list ?? this.#load();
    requireArguments(1, arguments.length, "Headers", "has");
    return listHas(list, normalizeName(toDOMString(name, where), where));
  }

  /** Replaces all values of the name by one. */
  set(name, value) {
    const where = "Failed to execute 'set' on 'Headers'";
    this.#list;
    requireArguments(2, arguments.length, "Headers", "set");
    name = toDOMString(name, where);
    value = toDOMString(value, where);
    name = normalizeName(name, where);
    value = normalizeValue(value, name, where);
    listSet(this.#changing(), name, value);
  }

  [inspectSymbol]() {
    const sorted = sortedOf(this);
    const shown = { __proto__: null };
    for (let i = 0; i < sorted.length; i += 2) {
      const known = shown[sorted[i]];
      shown[sorted[i]] = known === undefined ? sorted[i + 1] : `${known}, ${sorted[i + 1]}`;
    }
    return shown;
  }

  static {
    isHeaders = (value) => typeof value === "object" && value !== null && #list in value;
    listOf = (headers) => headers.#list ?? headers.#load();
    sortedOf = (headers) => (headers.#sorted ??= sortAndCombine(listOf(headers)));
  }
}
definePairIterable(Headers, "Headers", (headers) => sortedOf(headers));
defineInterface(Headers, "Headers");

const ownIterator = Headers.prototype[SymbolIterator];

/** Appends what a HeadersInit names to a header list; see appendHeadersInit. */
export function fillList(list, init, where) {
  const method = iteratorOfHeadersInit(init, where);
  if (method === ownIterator && isHeaders(init)) {
    const fields = listOf(init);
    for (let i = 0; i < fields.length; ++i) append(list, fields[i]);
  } else {
    appendHeadersInit(list, init, method, where);
  }
}

/** A Headers object over a header list, which it shares. */
export function newHeaders(list, isImmutable) {
  return new Headers(INTERNAL, list, isImmutable);
}

/** The immutable Headers of the request that an invocation answers; read when it is asked for. */
export function newRequestHeaders(invocation) {
  return new Headers(INTERNAL, null, true, invocation);
}

/** A header list with the fields of a Headers object. */
export function copyHeaderList(headers) {
  return copyList(listOf(headers));
}

/** listOf(headers): its header list, which must not be changed. */
export { listOf };
