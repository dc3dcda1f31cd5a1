// HeadersInit (Fetch, section 5.1): (sequence<sequence<ByteString>> or record<ByteString, ByteString>).

import {
  ObjectPrototypePropertyIsEnumerable,
  ReflectOwnKeys,
  SymbolIterator,
  TypeError,
} from "../internal/primordials.js";
import { List, append, appendPair } from "../internal/lists.js";
import { describe, isObject, iterate, toByteString, toDOMString, toSequence }
  from "../internal/webidl.js";
import { normalizeName, normalizeValue } from "./header_list.js";

// A value is no ByteString yet, nor is a name of a sequence, but what is wrong with them is a TypeError
// all the same.
function appendField(list, name, value, where) {
  const normalized = normalizeName(name, where);
  appendPair(list, normalized, normalizeValue(value, normalized, where));
}

function appendRecord(list, record, where) {
  const keys = ReflectOwnKeys(record);
  for (let i = 0; i < keys.length; ++i) {
    const key = keys[i];
    if (!ObjectPrototypePropertyIsEnumerable(record, key)) continue;
    const name = toByteString(key, where);
    appendField(list, name, toDOMString(record[key], where), where);
  }
}

function appendSequence(list, sequence, method, where) {
  if (typeof method !== "function") {
    throw new TypeError(`${where}: Symbol.iterator is ${describe(method)}; expected a function.`);
  }
  const pairs = new List();
  iterate(sequence, method, (item) => {
    append(pairs, toSequence(item, toDOMString, where));
  }, where);
  for (let i = 0; i < pairs.length; ++i) {
    const pair = pairs[i];
    if (pair.length !== 2) {
      throw new TypeError(
        `${where}: the header at index ${i} has ${pair.length} items; expected a name and a value.`,
      );
    }
    appendField(list, pair[0], pair[1], where);
  }
}

/**
 * "Fill a Headers object": appends what a HeadersInit names to a header list. `method` is its
 * Symbol.iterator, which was read already. TypeError for what is no HeadersInit, and for names and
 * values that HTTP cannot carry.
 */
export function appendHeadersInit(list, init, method, where) {
  if (method === undefined || method === null) appendRecord(list, init, where);
  else appendSequence(list, init, method, where);
}

/** The Symbol.iterator of a HeadersInit. TypeError when it is not an object at all. */
export function iteratorOfHeadersInit(init, where) {
  if (isObject(init)) return init[SymbolIterator];
  throw new TypeError(
    `${where}: found ${describe(init)} for headers; expected a Headers object, an array of ` +
      "[name, value] pairs, or an object of names and values.",
  );
}
