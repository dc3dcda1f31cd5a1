// The family of SHA-3 (Modern Algorithms in the Web Cryptography API): SHA3, cSHAKE, TurboSHAKE,
// KangarooTwelve and KMAC.

import { sha3, sha3Later } from "native:modern_crypto";
import { timingSafeEqual } from "native:symmetric_crypto";
import { TypedArrayPrototypeGetByteLength, TypeError, Uint8Array } from "../internal/primordials.js";
import { LARGE } from "./digests.js";
import { attempt, attemptLater, dataError, map, operationError } from "./errors.js";
import { SIGN, VERIFY, requireUsages } from "./key_usages.js";
import { longMember, octetMember, octetsMember } from "./params.js";
import { exportSecret, importSecret, newSecretKey, randomKey } from "./secret_key.js";

const TURBO_DOMAIN = 0x1f;
const RAW = ["raw-secret"];

function none() {
  return new Uint8Array(0);
}

// Runs a function of native:modern_crypto, where there is much to do on another thread.
function run(name, params, key, octets, data) {
  const functionName = params.functionName ?? none();
  const customization = params.customization ?? none();
  const values = [name, key, functionName, customization, params.domainSeparation ?? TURBO_DOMAIN,
    octets, data];
  const work = octets + TypedArrayPrototypeGetByteLength(data) +
    TypedArrayPrototypeGetByteLength(key) + TypedArrayPrototypeGetByteLength(functionName) +
    TypedArrayPrototypeGetByteLength(customization);
  return work < LARGE
    ? attempt(operationError, sha3, values)
    : attemptLater(operationError, sha3Later, values);
}

function octetsOfLength({ outputLength }) {
  if (outputLength % 8 === 0) return outputLength / 8;
  throw operationError(`${outputLength} bits were asked for; expected a multiple of 8.`);
}

function digest(name, members, check) {
  return {
    __proto__: null,
    name,
    params: { __proto__: null, digest: members },
    check: { __proto__: null, digest: check },
    digest: (params, data) => run(name, params, none(), check(params), data),
  };
}

function fixed(name) {
  return digest(name, [], () => 0);
}

function checkTurbo(params) {
  const { domainSeparation } = params;
  if (domainSeparation === undefined || (domainSeparation >= 1 && domainSeparation <= 0x7f)) {
    return octetsOfLength(params);
  }
  throw operationError(`The domain separation is ${domainSeparation}; expected 1 to 127.`);
}

function custom(name) {
  return digest(name, [octetsMember("customization", false), octetsMember("functionName", false),
    longMember("outputLength", true)], octetsOfLength);
}

function turbo(name) {
  return digest(name, [octetMember("domainSeparation", false), longMember("outputLength", true)],
    checkTurbo);
}

function kangaroo(name) {
  return digest(name, [octetsMember("customization", false), longMember("outputLength", true)],
    octetsOfLength);
}

// The bits of a key that is imported: those asked for, if they end in its last octet.
function importedLength(name, octets, asked) {
  const bits = TypedArrayPrototypeGetByteLength(octets) * 8;
  if (bits === 0) throw dataError(`The ${name} key is empty.`);
  if (asked === undefined) return bits;
  if (asked > bits || asked <= bits - 8) {
    throw dataError(`The ${name} key has ${bits} bits; ${asked} were asked for.`);
  }
  return asked;
}

function kmac(name, strength) {
  const keyMembers = [longMember("length", false)];
  const members = [octetsMember("customization", false), longMember("outputLength", true)];
  const jwkAlgorithm = () => `K${strength}`;
  const keyOf = (length, extractable, usages, octets) =>
    newSecretKey({ __proto__: null, name, length }, extractable, usages, octets);
  const lengthOf = ({ length }, newError) => {
    if (length === undefined) return strength;
    if (length === 0) throw newError(`A ${name} key of 0 bits was asked for; expected more.`);
    return length;
  };
  const sign = (params, key, data) =>
    run(name, params, key.data, octetsOfLength(params), data);
  return {
    __proto__: null,
    name,
    params: {
      __proto__: null,
      generateKey: keyMembers,
      importKey: keyMembers,
      exportKey: [],
      "get key length": keyMembers,
      sign: members,
      verify: members,
    },
    check: {
      __proto__: null,
      generateKey: (params) => lengthOf(params, operationError),
      sign: octetsOfLength,
      verify: octetsOfLength,
    },
    generateKey(params, extractable, usages) {
      requireUsages(usages, SIGN | VERIFY, `a ${name} key`);
      const length = lengthOf(params, operationError);
      if (length > LARGE) {
        throw operationError(
          `A ${name} key of ${length} bits was asked for; expected at most ${LARGE}.`);
      }
      return keyOf(length, extractable, usages, randomKey((length + 7) >>> 3));
    },
    importKey({ length }, format, data, extractable, usages) {
      requireUsages(usages, SIGN | VERIFY, `a ${name} key`);
      const octets =
        importSecret(name, RAW, "sig", format, data, extractable, usages, jwkAlgorithm);
      return keyOf(importedLength(name, octets, length), extractable, usages, octets);
    },
    exportKey: (format, key) => exportSecret(RAW, format, key, jwkAlgorithm),
    "get key length": (params) => lengthOf(params, (message) => new TypeError(message)),
    sign,
    verify: (params, key, signature, data) => map(sign(params, key, data), (expected) =>
      TypedArrayPrototypeGetByteLength(expected) === TypedArrayPrototypeGetByteLength(signature) &&
        timingSafeEqual(expected, signature)),
  };
}

/** @returns {object[]} */
export function sha3Algorithms() {
  return [
    fixed("SHA3-256"),
    fixed("SHA3-384"),
    fixed("SHA3-512"),
    custom("cSHAKE128"),
    custom("cSHAKE256"),
    turbo("TurboSHAKE128"),
    turbo("TurboSHAKE256"),
    kangaroo("KT128"),
    kangaroo("KT256"),
    kmac("KMAC128", 128),
    kmac("KMAC256", 256),
  ];
}
