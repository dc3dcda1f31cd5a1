// RSASSA-PKCS1-v1_5, RSA-PSS and RSA-OAEP (Web Cryptography, sections 20 to 22).

import {
  rsaDecrypt,
  rsaEncrypt,
  rsaExponent,
  rsaExport,
  rsaExportNumbers,
  rsaGenerate,
  rsaImport,
  rsaImportNumbers,
  rsaModulusBits,
  rsaPublicOf,
  rsaSign,
  rsaVerify,
} from "native:key_pairs";
import { TypedArrayPrototypeGetByteLength, Uint8Array } from "../internal/primordials.js";
import { List, append } from "../internal/lists.js";
import { requireInvocation } from "../internal/require_invocation.js";
import { newKey } from "./crypto_key.js";
import {
  attempt,
  attemptLater,
  dataError,
  map,
  notSupportedError,
  operationError,
} from "./errors.js";
import { checkJwk, checkJwkAlgorithm, newJwk } from "./jwk.js";
import { newKeyPair, requireType } from "./key_pair.js";
import {
  DECRYPT,
  ENCRYPT,
  SIGN,
  UNWRAP_KEY,
  VERIFY,
  WRAP_KEY,
  requireUsages,
} from "./key_usages.js";
import { bigIntegerMember, hashMember, longMember, octetsMember } from "./params.js";
import { unknownFormat } from "./secret_key.js";

// Of keys that are made.
const MIN_BITS = 1024;
const MAX_BITS = 4096;
const PRIVATE_NUMBERS = ["n", "e", "d", "p", "q", "dp", "dq", "qi"];

// A big-endian number; larger ones are as good as infinite.
function numberOf(octets) {
  let number = 0;
  for (let i = 0; i < TypedArrayPrototypeGetByteLength(octets); ++i) {
    number = number * 256 + octets[i];
  }
  return number;
}

// The public exponent.
function checkGenerate({ modulusLength, publicExponent }) {
  if (modulusLength < MIN_BITS || modulusLength > MAX_BITS || modulusLength % 128 !== 0) {
    throw operationError(`An RSA key of ${modulusLength} bits was asked for; expected a multiple ` +
      `of 128 from ${MIN_BITS} to ${MAX_BITS}.`);
  }
  const exponent = numberOf(publicExponent);
  if (exponent === 3 || exponent === 65537) return exponent;
  throw operationError(`The public exponent is ${exponent}; expected 3 or 65537.`);
}

// "alg" of a JWK.
function jwkAlgorithm(name, hash) {
  switch (name) {
    case "RSASSA-PKCS1-v1_5":
      return hash === "SHA-1" ? "RS1" : hash === "SHA-256" ? "RS256" :
        hash === "SHA-384" ? "RS384" : "RS512";
    case "RSA-PSS":
      return hash === "SHA-1" ? "PS1" : hash === "SHA-256" ? "PS256" :
        hash === "SHA-384" ? "PS384" : "PS512";
    default:
      return hash === "SHA-1" ? "RSA-OAEP" : hash === "SHA-256" ? "RSA-OAEP-256" :
        hash === "SHA-384" ? "RSA-OAEP-384" : "RSA-OAEP-512";
  }
}

function keyOf(name, hash, isPrivate, data, extractable, usages) {
  const algorithm = {
    __proto__: null,
    name,
    modulusLength: attempt(dataError, rsaModulusBits, [isPrivate, data]),
    publicExponent: attempt(dataError, rsaExponent, [isPrivate, data]),
    hash,
  };
  return newKey(isPrivate ? "private" : "public", algorithm, extractable, usages, data);
}

function importJwk(name, hash, jwk, isPrivate, use, extractable, usages) {
  checkJwk(jwk, "RSA", use, extractable, usages);
  checkJwkAlgorithm(jwk, [jwkAlgorithm(name, hash)]);
  if (jwk.oth !== undefined) {
    throw notSupportedError('The JWK has "oth": an RSA key of more than two primes.');
  }
  const numbers = new List();
  const count = isPrivate ? PRIVATE_NUMBERS.length : 2;
  for (let i = 0; i < count; ++i) {
    const member = PRIVATE_NUMBERS[i];
    if (jwk[member] === undefined) throw dataError(`The JWK has no "${member}".`);
    append(numbers, jwk[member]);
  }
  return attempt(dataError, rsaImportNumbers, [numbers]);
}

function exportKey(format, key) {
  const { name, hash } = key.algorithm;
  const isPrivate = key.type === "private";
  if (format === "spki" || format === "pkcs8") {
    requireType(key, format === "spki" ? "public" : "private");
    return attempt(operationError, rsaExport, [format, key.data]);
  }
  if (format !== "jwk") throw unknownFormat(name, format);
  const numbers = attempt(operationError, rsaExportNumbers, [isPrivate, key.data]);
  const values = { __proto__: null, kty: "RSA", alg: jwkAlgorithm(name, hash) };
  for (let i = 0; i < numbers.length; ++i) values[PRIVATE_NUMBERS[i]] = numbers[i];
  return newJwk(key, values);
}

// What the three have in common.
function rsa(name, publicUsages, privateUsages, use, operations) {
  const { params, ...functions } = operations;
  return {
    __proto__: null,
    name,
    params: {
      __proto__: null,
      generateKey: [longMember("modulusLength", true), bigIntegerMember("publicExponent"),
        hashMember()],
      importKey: [hashMember()],
      exportKey: [],
      getPublicKey: [],
      ...params,
    },
    publicUsages,
    check: { __proto__: null, generateKey: checkGenerate },
    generateKey(given, extractable, usages) {
      requireUsages(usages, publicUsages | privateUsages, `${name} keys`);
      const exponent = checkGenerate(given);
      const { hash, modulusLength, publicExponent } = given;
      requireInvocation("keys are made");
      const made = attemptLater(operationError, rsaGenerate, [modulusLength, exponent]);
      return map(made, (data) => newKeyPair(
        { __proto__: null, name, modulusLength, publicExponent, hash }, extractable, usages,
        publicUsages, rsaPublicOf(data), data));
    },
    importKey({ hash }, format, data, extractable, usages) {
      const isPrivate = format === "pkcs8" || (format === "jwk" && data.d !== undefined);
      if (format !== "spki" && format !== "pkcs8" && format !== "jwk") {
        throw unknownFormat(name, format);
      }
      requireUsages(usages, isPrivate ? privateUsages : publicUsages,
        `a ${isPrivate ? "private" : "public"} ${name} key`);
      const key = format === "jwk"
        ? importJwk(name, hash, data, isPrivate, use, extractable, usages)
        : attempt(dataError, rsaImport, [format, data]);
      return keyOf(name, hash, isPrivate, key, extractable, usages);
    },
    exportKey,
    getPublicKey: (key, usages) => newKey("public", key.algorithm, true, usages,
      attempt(operationError, rsaPublicOf, [key.data])),
    ...functions,
  };
}

function signatures(name, isPss) {
  const members = isPss ? [longMember("saltLength", true)] : [];
  return rsa(name, VERIFY, SIGN, "sig", {
    __proto__: null,
    params: { sign: members, verify: members },
    sign(params, key, data) {
      requireType(key, "private");
      return attemptLater(operationError, rsaSign,
        [key.algorithm.hash, isPss, params.saltLength ?? 0, key.data, data]);
    },
    verify(params, key, signature, data) {
      requireType(key, "public");
      return attempt(operationError, rsaVerify,
        [key.algorithm.hash, isPss, params.saltLength ?? 0, key.data, signature, data]);
    },
  });
}

function oaep() {
  const members = [octetsMember("label", false)];
  return rsa("RSA-OAEP", ENCRYPT | WRAP_KEY, DECRYPT | UNWRAP_KEY, "enc", {
    __proto__: null,
    params: { encrypt: members, decrypt: members },
    encrypt({ label }, key, data) {
      requireType(key, "public");
      return attempt(operationError, rsaEncrypt,
        [key.algorithm.hash, key.data, label ?? new Uint8Array(0), data]);
    },
    decrypt({ label }, key, data) {
      requireType(key, "private");
      return attemptLater(operationError, rsaDecrypt,
        [key.algorithm.hash, key.data, label ?? new Uint8Array(0), data]);
    },
  });
}

/** @returns {object[]} */
export function rsaAlgorithms() {
  return [signatures("RSASSA-PKCS1-v1_5", false), signatures("RSA-PSS", true), oaep()];
}
