// The octets that a method of SubtleCrypto was given, as they were then: reading an algorithm may run
// code of the worker, which could change or detach them.

import { typeName } from "native:runtime";
import {
  ObjectHasOwn,
  ObjectPrototype,
  ReflectGetOwnPropertyDescriptor,
  ReflectGetPrototypeOf,
  ReflectOwnKeys,
  TypedArrayPrototypeGetByteLength,
} from "../internal/primordials.js";
import { copyOctets } from "../internal/buffer_source.js";
import { isBufferSource, isObject } from "../internal/webidl.js";
import { isCryptoKey } from "./crypto_key.js";

// So many are copied in less time than it takes to look.
const FEW = 4096;
const MEMBERS_OF_OBJECTS = ReflectOwnKeys(ObjectPrototype).length;

function isPlain(descriptor) {
  if (!ObjectHasOwn(descriptor, "value")) return false;
  const { value } = descriptor;
  return !isObject(value) || isBufferSource(value) || isCryptoKey(value);
}

// Whether reading the identifier runs no code of the worker. Runs none itself.
function runsNoCode(identifier) {
  if (typeof identifier === "string") return true;
  if (typeName(identifier) !== "Object") return false;
  if (ReflectGetPrototypeOf(identifier) !== ObjectPrototype) return false;
  if (ReflectOwnKeys(ObjectPrototype).length !== MEMBERS_OF_OBJECTS) return false;
  const keys = ReflectOwnKeys(identifier);
  for (let i = 0; i < keys.length; ++i) {
    if (!isPlain(ReflectGetOwnPropertyDescriptor(identifier, keys[i]))) return false;
  }
  return true;
}

/**
 * Octets that stay as they are while the identifier is read.
 * @param {object|string} identifier an AlgorithmIdentifier
 * @param {Uint8Array} octets
 * @returns {Uint8Array} a copy, or `octets` where nothing can happen to them
 */
export function held(identifier, octets) {
  if (typeof identifier === "string") return octets;
  const isLarge = TypedArrayPrototypeGetByteLength(octets) > FEW;
  return isLarge && runsNoCode(identifier) ? octets : copyOctets(octets);
}
