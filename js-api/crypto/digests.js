// SHA-1, SHA-2 (Web Cryptography, section 34), and MD5, which Workers have.

import { digest, digestLater } from "native:crypto";
import { TypedArrayPrototypeGetByteLength } from "../internal/primordials.js";
import { attempt, attemptLater, operationError } from "./errors.js";

/** From how many octets on work on data is done on another thread. */
export const LARGE = 256 * 1024;

/** @returns {object[]} */
export function digestAlgorithms() {
  const of = (name, hash) => ({
    __proto__: null,
    name,
    params: { __proto__: null, digest: [], hash },
    digest: (params, data) => TypedArrayPrototypeGetByteLength(data) < LARGE
      ? attempt(operationError, digest, [name, data])
      : attemptLater(operationError, digestLater, [name, data]),
  });
  return [of("SHA-1", []), of("SHA-256", []), of("SHA-384", []), of("SHA-512", []), of("MD5")];
}

/** The bits of a block of the hash, as HMAC takes them. */
export function blockBitsOf(hash) {
  return hash === "SHA-384" || hash === "SHA-512" ? 1024 : 512;
}
