// URLSearchParams (URL Standard, section 6.2).

import { parseQuery, serializeQuery } from "native:url";
import {
  ArrayPrototypeSort,
  RegExpPrototypeExec,
  StringPrototypeIndexOf,
  StringPrototypeSlice,
  StringPrototypeStartsWith,
  SymbolIterator,
  TypeError,
} from "../internal/primordials.js";
import { List, append, appendPair, removeAt, toArray, toList } from "../internal/lists.js";
import { definePairIterable } from "../internal/iterable.js";
import {
  defineInterface,
  isObject,
  requireArguments,
  toRecord,
  toSequence,
  toUSVString,
  whereOf,
} from "../internal/webidl.js";
import { inspectSymbol } from "../internal/inspect_hook.js";

const NAME = "URLSearchParams";
const INIT_WHERE = whereOf(NAME);

const ENCODED = /[%+]/;

// The names and values of a query, in turn. The native half reads what is encoded.
function parse(query) {
  if (RegExpPrototypeExec(ENCODED, query) !== null) return toList(parseQuery(query));
  const pairs = new List();
  const { length } = query;
  let equals = -1;
  for (let start = StringPrototypeStartsWith(query, "?") ? 1 : 0; start < length;) {
    let end = StringPrototypeIndexOf(query, "&", start);
    if (end === -1) end = length;
    if (equals < start) {
      equals = StringPrototypeIndexOf(query, "=", start);
      if (equals === -1) equals = length;
    }
    if (end > start) {
      const nameEnd = equals < end ? equals : end;
      appendPair(pairs, StringPrototypeSlice(query, start, nameEnd),
        StringPrototypeSlice(query, nameEnd + 1, end));
    }
    start = end + 1;
  }
  return pairs;
}

function toPair(value, where) {
  const pair = toSequence(value, toUSVString, where);
  if (pair.length !== 2) {
    throw new TypeError(`${where}: an item has ${pair.length} elements; expected a name and a value.`);
  }
  return pair;
}

// (sequence<sequence<USVString>> or record<USVString, USVString> or USVString)
function toPairs(init) {
  if (!isObject(init)) return parse(toUSVString(init, INIT_WHERE));
  const method = init[SymbolIterator];
  if (method === undefined || method === null) {
    return toRecord(init, toUSVString, toUSVString, INIT_WHERE);
  }
  const pairs = new List();
  const list = toSequence(init, toPair, INIT_WHERE);
  for (let i = 0; i < list.length; ++i) appendPair(pairs, list[i][0], list[i][1]);
  return pairs;
}

function byName(a, b) {
  if (a.name !== b.name) return a.name < b.name ? -1 : 1;
  return a.index - b.index;
}

let makeLive;
let replace;
let pairsOf;
let isOne;

// Outside the class: a bundler gives a class that names itself another name.
function newURLSearchParams() {
  return new URLSearchParams();
}

/** URL Standard, section 6.2. */
export class URLSearchParams {
  // name, value, name, value ...
  #pairs = new List();
  // Tells the URL that this belongs to its new query; null when there is none.
  #onChange = null;

  /** @param {string|Iterable|object} [init] a query, pairs, or an object of names and values */
  constructor(init = "") {
    this.#pairs = toPairs(init);
  }

  get size() {
    return this.#pairs.length / 2;
  }

  append(name, value) {
    this.#pairs;
    requireArguments(2, arguments.length, NAME, "append");
    const where = whereOf(NAME, "append");
    name = toUSVString(name, where);
    appendPair(this.#pairs, name, toUSVString(value, where));
    this.#changed();
  }

  /** Removes every pair called `name`, or only those with `value`. */
  delete(name, value = undefined) {
    this.#pairs;
    requireArguments(1, arguments.length, NAME, "delete");
    const where = whereOf(NAME, "delete");
    name = toUSVString(name, where);
    if (value !== undefined) value = toUSVString(value, where);
    const pairs = this.#pairs;
    for (let i = pairs.length - 2; i >= 0; i -= 2) {
      if (pairs[i] === name && (value === undefined || pairs[i + 1] === value)) {
        removeAt(pairs, i, 2);
      }
    }
    this.#changed();
  }

  /** @returns {string|null} the value of the first pair called `name` */
  get(name) {
    this.#pairs;
    requireArguments(1, arguments.length, NAME, "get");
    name = toUSVString(name, whereOf(NAME, "get"));
    const pairs = this.#pairs;
    for (let i = 0; i < pairs.length; i += 2) {
      if (pairs[i] === name) return pairs[i + 1];
    }
    return null;
  }

  /** @returns {string[]} the values of all pairs called `name` */
  getAll(name) {
    this.#pairs;
    requireArguments(1, arguments.length, NAME, "getAll");
    name = toUSVString(name, whereOf(NAME, "getAll"));
    const pairs = this.#pairs;
    const values = new List();
    for (let i = 0; i < pairs.length; i += 2) {
      if (pairs[i] === name) append(values, pairs[i + 1]);
    }
    return toArray(values);
  }

  has(name, value = undefined) {
    this.#pairs;
    requireArguments(1, arguments.length, NAME, "has");
    const where = whereOf(NAME, "has");
    name = toUSVString(name, where);
    if (value !== undefined) value = toUSVString(value, where);
    const pairs = this.#pairs;
    for (let i = 0; i < pairs.length; i += 2) {
      if (pairs[i] === name && (value === undefined || pairs[i + 1] === value)) return true;
    }
    return false;
  }

  /** Gives the first pair called `name` the value and removes the others. */
  set(name, value) {
    this.#pairs;
    requireArguments(2, arguments.length, NAME, "set");
    const where = whereOf(NAME, "set");
    name = toUSVString(name, where);
    value = toUSVString(value, where);
    const pairs = this.#pairs;
    let first = -1;
    for (let i = pairs.length - 2; i >= 0; i -= 2) {
      if (pairs[i] !== name) continue;
      if (first !== -1) removeAt(pairs, first, 2);
      first = i;
    }
    if (first === -1) {
      appendPair(pairs, name, value);
    } else {
      pairs[first + 1] = value;
    }
    this.#changed();
  }

  /** Sorts by name, in code units; pairs of the same name keep their order. */
  sort() {
    const pairs = this.#pairs;
    const entries = new List();
    for (let i = 0; i < pairs.length; i += 2) {
      append(entries,
        { __proto__: null, name: pairs[i], value: pairs[i + 1], index: i });
    }
    ArrayPrototypeSort(entries, byName);
    const sorted = new List();
    for (let i = 0; i < entries.length; ++i) {
      appendPair(sorted, entries[i].name, entries[i].value);
    }
    this.#pairs = sorted;
    this.#changed();
  }

  toString() {
    return serializeQuery(this.#pairs);
  }

  [inspectSymbol]() {
    const fields = { __proto__: null };
    const pairs = this.#pairs;
    for (let i = 0; i < pairs.length; i += 2) {
      const known = fields[pairs[i]];
      fields[pairs[i]] = known === undefined ? pairs[i + 1] : `${known}, ${pairs[i + 1]}`;
    }
    return fields;
  }

  #changed() {
    if (this.#onChange !== null) this.#onChange(serializeQuery(this.#pairs));
  }

  static {
    isOne = (value) => typeof value === "object" && value !== null && #pairs in value;
    pairsOf = (params) => params.#pairs;
    replace = (params, query) => {
      params.#pairs = parse(query);
    };
    makeLive = (query, onChange) => {
      const params = newURLSearchParams();
      params.#pairs = parse(query);
      params.#onChange = onChange;
      return params;
    };
  }
}
definePairIterable(URLSearchParams, NAME, pairsOf);
defineInterface(URLSearchParams, "URLSearchParams");

/** The URLSearchParams of a URL. `onChange(query)` is called when they change. */
export function newLiveSearchParams(query, onChange) {
  return makeLive(query, onChange);
}

/** Gives the URLSearchParams of a URL what `query` holds. */
export function replaceSearchParams(params, query) {
  replace(params, query);
}

export function isURLSearchParams(value) {
  return isOne(value);
}

/** The query of a URLSearchParams, without "?". */
export function serializeSearchParams(params) {
  return serializeQuery(pairsOf(params));
}
