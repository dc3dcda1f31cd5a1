// HKDF and PBKDF2 (Web Cryptography, sections 32 and 33).

import { hkdf, pbkdf2, pbkdf2Later, pbkdf2Rounds } from "native:symmetric_crypto";
import { Uint8Array } from "../internal/primordials.js";
import {
  attempt,
  attemptLater,
  notSupportedError,
  operationError,
  syntaxError,
} from "./errors.js";
import { DERIVE_BITS, DERIVE_KEY, requireUsages } from "./key_usages.js";
import { hashMember, longMember, octetsMember } from "./params.js";
import { newSecretKey, unknownFormat } from "./secret_key.js";

// As Cloudflare Workers have it.
const MAX_ITERATIONS = 100000;
// Up to how many digests PBKDF2 is computed at once.
const FEW_ROUNDS = 200;
const RAW = ["raw", "raw-secret"];

/** The octets of `length` bits; OperationError when they are no octets, or null. */
export function requireBits(length, name) {
  if (length !== null && length % 8 === 0) return length / 8;
  throw operationError(`${name} was asked for ${length} bits; expected a multiple of 8.`);
}

/**
 * An entry of algorithms.js for a function that derives from a key of any octets.
 * @param {string} name
 * @param {string[]} rawFormats in which the key may be imported
 * @param {object[]} members of its parameters
 * @param {(params: object, length: number|null) => number} check
 * @param {(params: object, key: KeyState, length: number|null) => Uint8Array} deriveBits
 */
export function kdf(name, rawFormats, members, check, deriveBits) {
  return {
    __proto__: null,
    name,
    params: { __proto__: null, importKey: [], deriveBits: members, "get key length": [] },
    check: { __proto__: null, deriveBits: check },
    importKey(params, format, data, extractable, usages) {
      let isRaw = false;
      for (let i = 0; i < rawFormats.length; ++i) isRaw ||= format === rawFormats[i];
      if (!isRaw) throw unknownFormat(name, format);
      requireUsages(usages, DERIVE_KEY | DERIVE_BITS, `a ${name} key`);
      if (extractable) {
        throw syntaxError(`A key of ${name} cannot be extractable.`);
      }
      return newSecretKey({ __proto__: null, name }, extractable, usages, data);
    },
    deriveBits,
    "get key length": () => null,
  };
}

function deriveHkdf({ hash, info, salt }, key, length) {
  const size = requireBits(length, "HKDF");
  return attempt(operationError, hkdf, [hash, key.data, salt, info, size]);
}

function checkHkdf(params, length) {
  return requireBits(length, "HKDF");
}

// The octets that are asked for.
function checkPbkdf2({ iterations }, length) {
  const size = requireBits(length, "PBKDF2");
  if (iterations === 0) throw operationError("PBKDF2 was given 0 iterations; expected more.");
  if (iterations > MAX_ITERATIONS) {
    throw notSupportedError(
      `PBKDF2 was given ${iterations} iterations; expected at most ${MAX_ITERATIONS}.`);
  }
  return size;
}

function derivePbkdf2(params, key, length) {
  const size = checkPbkdf2(params, length);
  if (size === 0) return new Uint8Array(0);
  const { hash, iterations, salt } = params;
  const values = [hash, key.data, salt, iterations, size];
  return pbkdf2Rounds(hash, iterations, size) <= FEW_ROUNDS
    ? attempt(operationError, pbkdf2, values)
    : attemptLater(operationError, pbkdf2Later, values);
}

/** @returns {object[]} */
export function kdfAlgorithms() {
  return [
    kdf("HKDF", RAW, [hashMember(), octetsMember("info", true), octetsMember("salt", true)], checkHkdf,
      deriveHkdf),
    kdf("PBKDF2", RAW, [hashMember(), longMember("iterations", true), octetsMember("salt", true)],
      checkPbkdf2, derivePbkdf2),
  ];
}
