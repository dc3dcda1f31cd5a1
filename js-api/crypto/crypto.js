// The Web Crypto API's entry point (Web Cryptography, section 10).

import { randomBytes, randomUUID as newUuid } from "native:crypto";
import { invocation } from "native:runtime";
import {
  Error,
  TypeError,
  TypedArrayPrototypeGetByteLength,
  TypedArrayPrototypeGetSymbolToStringTag,
} from "../internal/primordials.js";
import { defineInterface, requireArguments } from "../internal/webidl.js";
import { ArrayBufferIsView } from "../internal/primordials.js";
import { DOMException } from "../errors/dom_exception.js";
import { inspectSymbol } from "../console/inspect_hook.js";
import { newSubtleCrypto } from "./subtle_crypto.js";

const MAX_OCTETS = 65536;
const INTEGER_ARRAYS = {
  __proto__: null,
  Int8Array: true,
  Uint8Array: true,
  Uint8ClampedArray: true,
  Int16Array: true,
  Uint16Array: true,
  Int32Array: true,
  Uint32Array: true,
  BigInt64Array: true,
  BigUint64Array: true,
};

// A snapshot of a worker's top level is restored many times: what is random there would not be.
function requireInvocation() {
  if (invocation() === 0) {
    throw new Error("Disallowed operation called within global scope.");
  }
}

let constructing = false;

/** Web Cryptography, section 10.1. There is one, the global `crypto`. */
export class Crypto {
  #subtle;

  constructor() {
    if (!constructing) throw new TypeError("Illegal constructor");
  }

  /** @returns {SubtleCrypto} always the same one */
  get subtle() {
    return (this.#subtle ??= newSubtleCrypto());
  }

  /** Fills an integer typed array of at most 65536 octets with random octets and returns it. */
  getRandomValues(array) {
    this.#subtle;
    requireArguments(1, arguments.length, "Crypto", "getRandomValues");
    if (!ArrayBufferIsView(array)) {
      throw new TypeError(
        "Failed to execute 'getRandomValues' on 'Crypto': parameter 1 is not an ArrayBufferView.");
    }
    const type = TypedArrayPrototypeGetSymbolToStringTag(array);
    if (INTEGER_ARRAYS[type ?? "DataView"] !== true) {
      throw new DOMException(
        `Random values need an array of integers, found a ${type ?? "DataView"}.`,
        "TypeMismatchError");
    }
    const size = TypedArrayPrototypeGetByteLength(array);
    if (size > MAX_OCTETS) {
      throw new DOMException(
        `Random values for ${size} octets were asked for; at most ${MAX_OCTETS} are given at once.`,
        "QuotaExceededError");
    }
    requireInvocation();
    randomBytes(array);
    return array;
  }

  /** @returns {string} a version 4 UUID */
  randomUUID() {
    this.#subtle;
    requireInvocation();
    return newUuid();
  }

  [inspectSymbol]() {
    this.#subtle;
    return { __proto__: null };
  }
}
defineInterface(Crypto);

constructing = true;
/** The `crypto` global. */
export const crypto = new Crypto();
constructing = false;
