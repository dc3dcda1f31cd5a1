// What the algorithms whose keys come in pairs have in common.

import { newKey } from "./crypto_key.js";
import { invalidAccessError } from "./errors.js";

/**
 * A new pair of keys, each with those of the usages that it can have.
 * @param {number} publicUsages which a public key can have
 */
export function newKeyPair(algorithm, extractable, usages, publicUsages, publicData, privateData) {
  return {
    publicKey: newKey("public", algorithm, true, usages & publicUsages, publicData),
    privateKey: newKey("private", algorithm, extractable, usages & ~publicUsages, privateData),
  };
}

/** InvalidAccessError unless the key is "public" or "private", as `type` says. */
export function requireType(key, type, what = "The key") {
  if (key.type === type) return;
  throw invalidAccessError(`${what} is a ${key.type} key; expected a ${type} one.`);
}
