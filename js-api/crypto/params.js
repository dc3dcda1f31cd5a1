// The members of the dictionaries of algorithms: {key, converter, required?} of toDictionary, and
// what normalize does with the converted values: `copy` octets, and look up a `hash`.

import {
  TypeError,
  TypedArrayPrototypeGetByteLength,
  TypedArrayPrototypeGetSymbolToStringTag,
} from "../internal/primordials.js";
import {
  describe,
  isObject,
  toBufferSource,
  toDOMString,
  toOctet,
  toUnsignedLong,
  toUnsignedShort,
} from "../internal/webidl.js";
import { toKeyState } from "./crypto_key.js";
import { operationError } from "./errors.js";

const ENFORCE_RANGE = { __proto__: null, enforceRange: true };

/** AlgorithmIdentifier: an object or a string. */
export function toAlgorithmIdentifier(value, where) {
  return isObject(value) ? value : toDOMString(value, where);
}

function toBigInteger(value, where) {
  if (TypedArrayPrototypeGetSymbolToStringTag(value) === "Uint8Array") {
    return toBufferSource(value, where);
  }
  throw new TypeError(`${where}: found ${describe(value)}; expected a Uint8Array.`);
}

function toOctetInRange(value, where) {
  return toOctet(value, where, ENFORCE_RANGE);
}

function toShortInRange(value, where) {
  return toUnsignedShort(value, where, ENFORCE_RANGE);
}

function toLongInRange(value, where) {
  return toUnsignedLong(value, where, ENFORCE_RANGE);
}

/** OperationError for a `context` of a signature that is too long. */
export function checkContext({ context }) {
  const size = context === undefined ? 0 : TypedArrayPrototypeGetByteLength(context);
  if (size > 255) throw operationError(`The context has ${size} octets; expected at most 255.`);
}

export function octetsMember(key, required) {
  return { __proto__: null, key, converter: toBufferSource, required, copy: true };
}

export function bigIntegerMember(key) {
  return { __proto__: null, key, converter: toBigInteger, required: true, copy: true };
}

export function hashMember() {
  return { __proto__: null, key: "hash", converter: toAlgorithmIdentifier, required: true, hash: true };
}

export function stringMember(key) {
  return { __proto__: null, key, converter: toDOMString, required: true };
}

export function octetMember(key, required) {
  return { __proto__: null, key, converter: toOctetInRange, required };
}

export function shortMember(key, required) {
  return { __proto__: null, key, converter: toShortInRange, required };
}

export function longMember(key, required) {
  return { __proto__: null, key, converter: toLongInRange, required };
}

/** A CryptoKey, whose state is the value. */
export function keyMember(key) {
  return { __proto__: null, key, converter: toKeyState, required: true };
}
