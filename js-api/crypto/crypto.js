// The Web Crypto API's entry point (Web Cryptography, section 10).

import { randomBytes, randomUUIDs } from "native:crypto";
import {
  ArrayBufferIsView,
  ObjectDefineProperty,
  StringPrototypeSlice,
  TypeError,
  TypedArrayPrototypeGetByteLength,
  TypedArrayPrototypeGetSymbolToStringTag,
} from "../internal/primordials.js";
import { requireInvocation } from "../internal/require_invocation.js";
import {
  defineInterface,
  describe,
  illegalConstructor,
  illegalInvocation,
  requireArguments,
} from "../internal/webidl.js";
import { domException } from "../errors/dom_exception.js";
import { quotaExceededError } from "../errors/quota_exceeded_error.js";
import { inspectSymbol } from "../internal/inspect_hook.js";
import { DigestStream } from "./digest_stream.js";
import { createSubtleCrypto } from "./subtle_crypto.js";

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

// A typed array of integers of at most MAX_OCTETS (Web Cryptography, section 10.1.1).
function checkArray(array) {
  const type = TypedArrayPrototypeGetSymbolToStringTag(array) ?? "DataView";
  if (INTEGER_ARRAYS[type] !== true) {
    throw domException(
      `Random values were asked for in a ${type}; expected a typed array of integers.`,
      "TypeMismatchError");
  }
  const size = TypedArrayPrototypeGetByteLength(array);
  if (size > MAX_OCTETS) {
    throw quotaExceededError(
      `Random values for ${size} octets were asked for; expected at most ${MAX_OCTETS}.`);
  }
}

const UUID_LENGTH = 36;
// UUIDs that were made and not given yet, one after the other, and where the next one begins.
let uuids = "";
let nextUuid = 0;

let isConstructing = false;

/** The class of the global `crypto`. */
export class Crypto {
  #subtle;

  constructor() {
    if (!isConstructing) illegalConstructor();
  }

  /** @returns {SubtleCrypto} always the same one */
  get subtle() {
    return (this.#subtle ??= createSubtleCrypto());
  }

  /** Fills an integer typed array of at most 65536 octets with random octets and returns it. */
  getRandomValues(array) {
    if (!(#subtle in this)) throw illegalInvocation();
    requireArguments(1, arguments.length, "Crypto", "getRandomValues");
    if (!ArrayBufferIsView(array)) {
      throw new TypeError(
        `Failed to execute 'getRandomValues' on 'Crypto': found ${describe(array)}; expected a ` +
          "typed array.");
    }
    checkArray(array);
    requireInvocation("random values are given");
    randomBytes(array);
    return array;
  }

  /** @returns {string} a version 4 UUID */
  randomUUID() {
    if (!(#subtle in this)) throw illegalInvocation();
    if (nextUuid === uuids.length) {
      uuids = randomUUIDs();
      nextUuid = 0;
    }
    const uuid = StringPrototypeSlice(uuids, nextUuid, nextUuid + UUID_LENGTH);
    nextUuid += UUID_LENGTH;
    return uuid;
  }

  [inspectSymbol]() {
    return { __proto__: null };
  }
}
defineInterface(Crypto, "Crypto");
// Not in the standard; Cloudflare Workers have it.
ObjectDefineProperty(Crypto.prototype, "DigestStream",
  { __proto__: null, value: DigestStream, writable: true, configurable: true });

isConstructing = true;
/** The `crypto` global. */
export const crypto = new Crypto();
isConstructing = false;
