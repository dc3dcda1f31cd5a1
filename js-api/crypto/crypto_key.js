// CryptoKey (Web Cryptography, section 13).

import { ObjectDefineProperty, ObjectKeys, TypeError } from "../internal/primordials.js";
import { copyOctets } from "../internal/buffer_source.js";
import { inspectSymbol } from "../internal/inspect_hook.js";
import { toArray } from "../internal/lists.js";
import { defineInterface, describe, illegalConstructor } from "../internal/webidl.js";
import { namesOfUsages } from "./key_usages.js";

// Marks the constructor calls of this module.
const INTERNAL = {};

/** What a key is. Nobody changes it. */
class KeyState {
  /** "public", "private" or "secret" */
  type;
  /** without a prototype: {name, length?, hash?, namedCurve?, modulusLength?, publicExponent?} */
  algorithm;
  extractable;
  /** the bits of key_usages.js */
  usages;
  /** Uint8Array: the key itself, as its algorithm has it */
  data;

  constructor(type, algorithm, extractable, usages, data) {
    this.type = type;
    this.algorithm = algorithm;
    this.extractable = extractable;
    this.usages = usages;
    this.data = data;
  }
}

function define(object, key, value) {
  ObjectDefineProperty(object, key,
    { __proto__: null, value, writable: true, enumerable: true, configurable: true });
}

// An algorithm as a worker sees it, which may change it.
function visibleAlgorithm(algorithm) {
  const object = {};
  const keys = ObjectKeys(algorithm);
  for (let i = 0; i < keys.length; ++i) {
    const key = keys[i];
    const value = algorithm[key];
    if (key === "hash") {
      define(object, key, { name: value });
    } else {
      define(object, key, key === "publicExponent" ? copyOctets(value) : value);
    }
  }
  return object;
}

let isCryptoKey;
let stateOf;

/** A key that crypto.subtle works with. Its octets are to be had from exportKey alone. */
export class CryptoKey {
  #state;
  #algorithm;
  #usages;

  constructor(marker = undefined, state = undefined) {
    if (marker !== INTERNAL) illegalConstructor();
    this.#state = state;
  }

  /** "public", "private" or "secret". */
  get type() {
    return this.#state.type;
  }

  /** Whether exportKey and wrapKey take the key. */
  get extractable() {
    return this.#state.extractable;
  }

  /** @returns {object} {name, ...}; always the same one */
  get algorithm() {
    return (this.#algorithm ??= visibleAlgorithm(this.#state.algorithm));
  }

  /** @returns {string[]} always the same one */
  get usages() {
    return (this.#usages ??= toArray(namesOfUsages(this.#state.usages)));
  }

  [inspectSymbol]() {
    const { type, extractable, algorithm, usages } = this.#state;
    return {
      __proto__: null,
      type,
      extractable,
      algorithm: visibleAlgorithm(algorithm),
      usages: toArray(namesOfUsages(usages)),
    };
  }

  static {
    isCryptoKey = (value) => typeof value === "object" && value !== null && #state in value;
    stateOf = (key) => key.#state;
  }
}
defineInterface(CryptoKey, "CryptoKey");

/**
 * @param {string} type "public", "private" or "secret"
 * @param {object} algorithm without a prototype; see KeyState
 * @param {boolean} extractable
 * @param {number} usages
 * @param {Uint8Array} data which nobody changes any more
 */
export function newKey(type, algorithm, extractable, usages, data) {
  return new CryptoKey(INTERNAL, new KeyState(type, algorithm, extractable, usages, data));
}

/** @returns {KeyState} of a CryptoKey; TypeError for anything else */
export function toKeyState(value, where) {
  if (isCryptoKey(value)) return stateOf(value);
  throw new TypeError(`${where}: found ${describe(value)}; expected a CryptoKey.`);
}

/** Another CryptoKey of the same key, as structuredClone makes it. */
export function cloneKey(key) {
  return new CryptoKey(INTERNAL, stateOf(key));
}

export { isCryptoKey, stateOf };
