// Web IDL's booleans, buffers, sequences, records, dictionaries, enumerations and callbacks.

import {
  ArrayBufferIsView,
  ArrayBufferPrototypeGetResizable,
  DataViewPrototypeGetBuffer,
  ReflectApply,
  ReflectGetOwnPropertyDescriptor,
  ReflectOwnKeys,
  SymbolIterator,
  TypeError,
  TypedArrayPrototypeGetBuffer,
  TypedArrayPrototypeGetSymbolToStringTag,
} from "./primordials.js";
import { List, append, appendPair } from "./lists.js";
import { isArrayBuffer, octetsOf } from "./buffer_source.js";
import { Record } from "./records.js";
import { describe, quote, toDOMString } from "./webidl_strings.js";

const UNNAMED = "Failed to convert a value";

/** Whether the value is an object or a function. */
export function isObject(value) {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}

/** boolean. */
export function toBoolean(value) {
  return !!value;
}

function bufferOf(view) {
  return TypedArrayPrototypeGetSymbolToStringTag(view) === undefined
    ? DataViewPrototypeGetBuffer(view)
    : TypedArrayPrototypeGetBuffer(view);
}

/** Whether the value is an ArrayBuffer, or a view of one. */
export function isBufferSource(value) {
  return ArrayBufferIsView(value) ? isArrayBuffer(bufferOf(value)) : isArrayBuffer(value);
}

/**
 * BufferSource.
 * @returns {Uint8Array} over the same memory, which the worker may change at any time; empty when
 *     the buffer is detached
 */
export function toBufferSource(value, where = UNNAMED) {
  if (!isBufferSource(value)) {
    throw new TypeError(
      `${where}: found ${describe(value)}; expected an ArrayBuffer, a typed array or a DataView.`,
    );
  }
  const buffer = ArrayBufferIsView(value) ? bufferOf(value) : value;
  if (ArrayBufferPrototypeGetResizable(buffer)) {
    throw new TypeError(`${where}: the ArrayBuffer is resizable; expected one of a fixed length.`);
  }
  return octetsOf(value);
}

/**
 * Calls `visit(item)` for every item that the iterator gives.
 * @param {object} iterable
 * @param {Function} method its Symbol.iterator, which was read already
 * @param {(item) => void} visit
 * @param {string} where
 */
export function iterate(iterable, method, visit, where = UNNAMED) {
  const iterator = ReflectApply(method, iterable, []);
  if (!isObject(iterator)) {
    throw new TypeError(`${where}: Symbol.iterator returned ${describe(iterator)}, not an iterator.`);
  }
  const { next } = iterator;
  if (typeof next !== "function") {
    throw new TypeError(`${where}: the iterator's next is ${describe(next)}; expected a function.`);
  }
  for (;;) {
    const result = ReflectApply(next, iterator, []);
    if (!isObject(result)) {
      throw new TypeError(`${where}: the iterator's next() gave ${describe(result)}, not an object.`);
    }
    if (result.done) return;
    visit(result.value);
  }
}

/**
 * sequence<T>: an array of the converted items of any iterable object.
 * @param {any} value
 * @param {(item, where: string) => any} itemConverter
 * @param {string} where
 */
export function toSequence(value, itemConverter, where = UNNAMED) {
  const method = isObject(value) ? value[SymbolIterator] : undefined;
  if (method === undefined || method === null) {
    throw new TypeError(`${where}: found ${describe(value)}; expected an iterable object (a sequence).`);
  }
  return sequenceOf(value, method, itemConverter, where);
}

function sequenceOf(value, method, itemConverter, where) {
  if (typeof method !== "function") {
    throw new TypeError(`${where}: Symbol.iterator is ${describe(method)}; expected a function.`);
  }
  const items = new List();
  iterate(value, method, (item) => {
    append(items, itemConverter(item, where));
  }, where);
  return items;
}

/**
 * record<K, V>: the own enumerable properties, as a flat array: key, value, key, value ...
 * A key that comes twice after its conversion keeps its first place and its last value.
 */
export function toRecord(value, keyConverter, valueConverter, where = UNNAMED) {
  if (!isObject(value)) {
    throw new TypeError(`${where}: found ${describe(value)}; expected an object (a record).`);
  }
  const pairs = new List();
  const places = { __proto__: null };
  const keys = ReflectOwnKeys(value);
  for (let i = 0; i < keys.length; ++i) {
    const descriptor = ReflectGetOwnPropertyDescriptor(value, keys[i]);
    if (descriptor === undefined || !descriptor.enumerable) continue;
    const key = keyConverter(keys[i], where);
    const converted = valueConverter(value[keys[i]], where);
    if (places[key] === undefined) {
      places[key] = pairs.length;
      appendPair(pairs, key, converted);
    } else {
      pairs[places[key] + 1] = converted;
    }
  }
  return pairs;
}

// A member of a dictionary: what it does not say, Object.prototype must not say for it.
class Member {
  key;
  converter;
  required;
  defaultValue;

  constructor({ key, converter, required, defaultValue }) {
    this.key = key;
    this.converter = converter;
    this.required = required;
    this.defaultValue = defaultValue;
  }
}

/**
 * The members of a dictionary, for toDictionary. To be called before code of the worker runs.
 * @param {{key: string, converter: Function, required?: boolean, defaultValue?: any}[]} members in
 *     the order in which they are read: those of inherited dictionaries first, then by name
 */
export function dictionaryOf(members) {
  const list = new List();
  for (let i = 0; i < members.length; ++i) append(list, new Member(members[i]));
  return list;
}

/**
 * A dictionary.
 * @param {any} value undefined and null have no members
 * @param {Member[]} members of dictionaryOf, or objects without prototype that have the same
 * @returns {Record} a member that is missing and has no default is undefined
 */
export function toDictionary(value, members, where = UNNAMED) {
  const dictionary = new Record();
  const isMissing = value === undefined || value === null;
  if (!isMissing && !isObject(value)) {
    throw new TypeError(`${where}: found ${describe(value)}; expected an object (a dictionary).`);
  }
  for (let i = 0; i < members.length; ++i) {
    const { key, converter, required, defaultValue } = members[i];
    const member = isMissing ? undefined : value[key];
    if (member !== undefined) {
      dictionary[key] = converter(member, `${where}: '${key}'`);
    } else if (required === true) {
      throw new TypeError(`${where}: the member '${key}' is missing; it is required.`);
    } else {
      dictionary[key] = defaultValue;
    }
  }
  return dictionary;
}

/** A callback function. */
export function toCallbackFunction(value, where = UNNAMED) {
  if (typeof value === "function") return value;
  throw new TypeError(`${where}: found ${describe(value)}; expected a function.`);
}

/** An enumeration: one of the strings `allowed`. */
export function toEnum(value, allowed, where = UNNAMED) {
  const string = toDOMString(value, where);
  let expected = "";
  for (let i = 0; i < allowed.length; ++i) {
    if (allowed[i] === string) return string;
    expected += `${i === 0 ? "" : i === allowed.length - 1 ? " or " : ", "}"${allowed[i]}"`;
  }
  throw new TypeError(`${where}: found ${quote(string)}; expected ${expected}.`);
}

function toObject(value, where) {
  if (isObject(value)) return value;
  throw new TypeError(`${where}: found ${describe(value)}; expected an object.`);
}

const SERIALIZE_OPTIONS = dictionaryOf([
  { key: "transfer", converter: (list, at) => toSequence(list, toObject, at) },
]);

/** StructuredSerializeOptions (HTML, section 2.7): the objects of its member `transfer`. */
export function toStructuredSerializeOptions(value, where = UNNAMED) {
  return toDictionary(value, SERIALIZE_OPTIONS, where).transfer ?? [];
}

/**
 * The second argument of postMessage(): sequence<object>, or StructuredSerializeOptions.
 * @returns {List} the objects to transfer
 */
export function toTransferList(value, where = UNNAMED) {
  if (!isObject(value)) return toStructuredSerializeOptions(value, where);
  const method = value[SymbolIterator];
  if (method === undefined || method === null) return toStructuredSerializeOptions(value, where);
  return sequenceOf(value, method, toObject, where);
}
