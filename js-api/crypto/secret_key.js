// What the algorithms whose keys are secret octets have in common.

import { randomBytes } from "native:crypto";
import { cipher, cipherLater } from "native:symmetric_crypto";
import { TypedArrayPrototypeGetByteLength, Uint8Array } from "../internal/primordials.js";
import { requireInvocation } from "../internal/require_invocation.js";
import { newKey } from "./crypto_key.js";
import { LARGE } from "./digests.js";
import { attempt, attemptLater, notSupportedError, operationError } from "./errors.js";
import { checkJwk, checkJwkAlgorithm, newJwk, octetsOfJwk, toBase64Url } from "./jwk.js";

/** Random octets for a key. */
export function randomKey(octets) {
  requireInvocation("keys are made");
  const data = new Uint8Array(octets);
  randomBytes(data);
  return data;
}

/** Makes a secret key. */
export function newSecretKey(algorithm, extractable, usages, data) {
  return newKey("secret", algorithm, extractable, usages, data);
}

/** @returns {DOMException} for a format that keys of the algorithm do not have */
export function unknownFormat(name, format) {
  return notSupportedError(`${name} has no keys in the format "${format}".`);
}

/** The octets of an "oct" JWK, checked as far as that is the same for all algorithms. */
export function octetsOfSecretJwk(jwk, use, extractable, usages) {
  checkJwk(jwk, "oct", use, extractable, usages);
  return octetsOfJwk(jwk, "k");
}

/**
 * The octets of a key that is imported.
 * @param {string} name the algorithm's
 * @param {string[]} rawFormats the formats in which they are just octets
 * @param {(octets: Uint8Array) => string} jwkAlgorithm what a JWK's "alg" must be, if there is one
 */
export function importSecret(name, rawFormats, use, format, data, extractable, usages,
  jwkAlgorithm) {
  for (let i = 0; i < rawFormats.length; ++i) {
    if (format === rawFormats[i]) return data;
  }
  if (format !== "jwk") throw unknownFormat(name, format);
  const octets = octetsOfSecretJwk(data, use, extractable, usages);
  checkJwkAlgorithm(data, [jwkAlgorithm(octets)]);
  return octets;
}

/** The octets of a key in one of its raw formats, or a JWK. */
export function exportSecret(rawFormats, format, key, jwkAlgorithm) {
  for (let i = 0; i < rawFormats.length; ++i) {
    if (format === rawFormats[i]) return new Uint8Array(key.data);
  }
  if (format !== "jwk") throw unknownFormat(key.algorithm.name, format);
  return newJwk(key, {
    __proto__: null, kty: "oct", k: toBase64Url(key.data), alg: jwkAlgorithm(key.data),
  });
}

/** Runs a cipher of native:symmetric_crypto, of much data on another thread. */
export function runCipher(name, encrypt, key, iv, additionalData, bits, data) {
  const values = [name, encrypt, key.data, iv, additionalData, bits, data];
  return TypedArrayPrototypeGetByteLength(data) < LARGE
    ? attempt(operationError, cipher, values)
    : attemptLater(operationError, cipherLater, values);
}
