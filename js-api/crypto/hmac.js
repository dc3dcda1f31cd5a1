// HMAC (Web Cryptography, section 31).

import { hmac, hmacLater, timingSafeEqual } from "native:symmetric_crypto";
import {
  StringPrototypeSlice,
  TypeError,
  TypedArrayPrototypeGetByteLength,
} from "../internal/primordials.js";
import { LARGE, blockBitsOf } from "./digests.js";
import { attempt, attemptLater, dataError, map, operationError } from "./errors.js";
import { SIGN, VERIFY, requireUsages } from "./key_usages.js";
import { hashMember, longMember } from "./params.js";
import { exportSecret, importSecret, newSecretKey, randomKey } from "./secret_key.js";

const NAME = "HMAC";
const RAW = ["raw", "raw-secret"];

function jwkAlgorithmOf(hash) {
  return () => `HS${StringPrototypeSlice(hash, 4)}`;
}

function keyOf(hash, length, extractable, usages, octets) {
  return newSecretKey({ __proto__: null, name: NAME, hash, length }, extractable, usages, octets);
}

function sign(params, key, data) {
  const values = [key.algorithm.hash, key.data, data];
  return TypedArrayPrototypeGetByteLength(data) < LARGE
    ? attempt(operationError, hmac, values)
    : attemptLater(operationError, hmacLater, values);
}

// The bits of a key that is made; they need not fill the last octet.
function lengthOf({ hash, length }, newError) {
  if (length === undefined) return blockBitsOf(hash);
  if (length === 0) throw newError("An HMAC key of 0 bits was asked for; expected more.");
  return length;
}

// The bits of a key that is imported: those asked for, if they end in its last octet.
function importedLength(octets, asked) {
  const bits = TypedArrayPrototypeGetByteLength(octets) * 8;
  if (bits === 0) throw dataError("The HMAC key is empty.");
  if (asked === undefined) return bits;
  if (asked > bits || asked <= bits - 8) {
    throw dataError(`The HMAC key has ${bits} bits; ${asked} were asked for.`);
  }
  return asked;
}

/** @returns {object[]} */
export function hmacAlgorithms() {
  const members = [hashMember(), longMember("length", false)];
  return [{
    __proto__: null,
    name: NAME,
    params: {
      __proto__: null,
      generateKey: members,
      importKey: members,
      exportKey: [],
      "get key length": members,
      sign: [],
      verify: [],
    },
    check: { __proto__: null, generateKey: (params) => lengthOf(params, operationError) },
    generateKey(params, extractable, usages) {
      requireUsages(usages, SIGN | VERIFY, "an HMAC key");
      const length = lengthOf(params, operationError);
      if (length > LARGE) {
        throw operationError(`An HMAC key of ${length} bits was asked for; expected at most ` +
          `${LARGE}.`);
      }
      return keyOf(params.hash, length, extractable, usages, randomKey((length + 7) >>> 3));
    },
    importKey({ hash, length }, format, data, extractable, usages) {
      requireUsages(usages, SIGN | VERIFY, "an HMAC key");
      const octets = importSecret(NAME, RAW, "sig", format, data, extractable, usages,
        jwkAlgorithmOf(hash));
      return keyOf(hash, importedLength(octets, length), extractable, usages, octets);
    },
    exportKey: (format, key) =>
      exportSecret(RAW, format, key, jwkAlgorithmOf(key.algorithm.hash)),
    "get key length": (params) => lengthOf(params, (message) => new TypeError(message)),
    sign,
    verify: (params, key, signature, data) => map(sign(params, key, data), (expected) =>
      TypedArrayPrototypeGetByteLength(expected) === TypedArrayPrototypeGetByteLength(signature) &&
        timingSafeEqual(expected, signature)),
  }];
}
