// AES-CTR, AES-CBC, AES-GCM and AES-KW (Web Cryptography, sections 27 to 30), and AES-OCB (Modern
// Algorithms in the Web Cryptography API).

import {
  StringPrototypeSlice,
  TypedArrayPrototypeGetByteLength,
  Uint8Array,
} from "../internal/primordials.js";
import { dataError, operationError } from "./errors.js";
import { DECRYPT, ENCRYPT, UNWRAP_KEY, WRAP_KEY, requireUsages } from "./key_usages.js";
import { octetMember, octetsMember, shortMember } from "./params.js";
import { exportSecret, importSecret, newSecretKey, randomKey, runCipher } from "./secret_key.js";

const RAW = ["raw", "raw-secret"];

function requireLength(bits) {
  if (bits === 128 || bits === 192 || bits === 256) return bits;
  throw operationError(`An AES key of ${bits} bits was asked for; expected 128, 192 or 256.`);
}

function requireSize(octets, expected, what) {
  const size = TypedArrayPrototypeGetByteLength(octets);
  if (size === expected) return;
  throw operationError(`The ${what} has ${size} octets; expected ${expected}.`);
}

// What they have in common; `operations.raw`: the formats in which a key is just octets.
function aes(name, allowed, operations) {
  const jwkAlgorithm = (octets) =>
    `A${TypedArrayPrototypeGetByteLength(octets) * 8}${StringPrototypeSlice(name, 4)}`;
  const keyOf = (octets, extractable, usages) => newSecretKey(
    { __proto__: null, name, length: TypedArrayPrototypeGetByteLength(octets) * 8 },
    extractable, usages, octets);
  const { params, check, raw = RAW, ...functions } = operations;
  const checkLength = (given) => requireLength(given.length);
  return {
    __proto__: null,
    name,
    check: { __proto__: null, generateKey: checkLength, ...check },
    params: {
      __proto__: null,
      generateKey: [shortMember("length", true)],
      importKey: [],
      exportKey: [],
      "get key length": [shortMember("length", true)],
      ...params,
    },
    generateKey(given, extractable, usages) {
      requireUsages(usages, allowed, `an ${name} key`);
      return keyOf(randomKey(requireLength(given.length) / 8), extractable, usages);
    },
    importKey(given, format, data, extractable, usages) {
      requireUsages(usages, allowed, `an ${name} key`);
      const octets =
        importSecret(name, raw, "enc", format, data, extractable, usages, jwkAlgorithm);
      const size = TypedArrayPrototypeGetByteLength(octets);
      if (size !== 16 && size !== 24 && size !== 32) {
        throw dataError(`The AES key has ${size * 8} bits; expected 128, 192 or 256.`);
      }
      return keyOf(octets, extractable, usages);
    },
    exportKey: (format, key) => exportSecret(raw, format, key, jwkAlgorithm),
    "get key length": checkLength,
    ...functions,
  };
}

function ctr() {
  const members = [octetsMember("counter", true), octetMember("length", true)];
  const check = ({ counter, length }) => {
    requireSize(counter, 16, "counter block");
    if (length === 0 || length > 128) {
      throw operationError(`The counter has ${length} bits; expected 1 to 128.`);
    }
  };
  const run = (params, key, data) => {
    check(params);
    return runCipher("AES-CTR", true, key, params.counter, new Uint8Array(0), params.length, data);
  };
  return {
    __proto__: null,
    params: { encrypt: members, decrypt: members },
    check: { encrypt: check, decrypt: check },
    encrypt: run,
    decrypt: run,
  };
}

function cbc() {
  const members = [octetsMember("iv", true)];
  const check = ({ iv }) => requireSize(iv, 16, "initialization vector");
  const run = (encrypt) => (params, key, data) => {
    check(params);
    return runCipher("AES-CBC", encrypt, key, params.iv, new Uint8Array(0), 0, data);
  };
  return {
    __proto__: null,
    params: { encrypt: members, decrypt: members },
    check: { encrypt: check, decrypt: check },
    encrypt: run(true),
    decrypt: run(false),
  };
}

function requireTagLength(bits) {
  switch (bits) {
    case 32:
    case 64:
    case 96:
    case 104:
    case 112:
    case 120:
    case 128:
      return bits;
    default:
      throw operationError(
        `The tag has ${bits} bits; expected 32, 64, 96, 104, 112, 120 or 128.`);
  }
}

function gcm() {
  const members = [octetsMember("additionalData", false), octetsMember("iv", true),
    octetMember("tagLength", false)];
  const run = (encrypt) => ({ additionalData, iv, tagLength }, key, data) => runCipher(
    "AES-GCM", encrypt, key, iv, additionalData ?? new Uint8Array(0),
    requireTagLength(tagLength ?? 128), data);
  const check = ({ tagLength }) => requireTagLength(tagLength ?? 128);
  return {
    __proto__: null,
    params: { encrypt: members, decrypt: members },
    check: { encrypt: check, decrypt: check },
    encrypt: run(true),
    decrypt: run(false),
  };
}

function ocb() {
  const members = [octetsMember("additionalData", false), octetsMember("iv", true),
    octetMember("tagLength", false)];
  const check = ({ iv, tagLength }) => {
    const size = TypedArrayPrototypeGetByteLength(iv);
    if (size < 1 || size > 15) {
      throw operationError(`The initialization vector has ${size} octets; expected 1 to 15.`);
    }
    const bits = tagLength ?? 128;
    if (bits === 64 || bits === 96 || bits === 128) return bits;
    throw operationError(`The tag has ${bits} bits; expected 64, 96 or 128.`);
  };
  const run = (encrypt) => (params, key, data) => runCipher("AES-OCB", encrypt, key, params.iv,
    params.additionalData ?? new Uint8Array(0), check(params), data);
  return {
    __proto__: null,
    raw: ["raw-secret"],
    params: { encrypt: members, decrypt: members },
    check: { encrypt: check, decrypt: check },
    encrypt: run(true),
    decrypt: run(false),
  };
}

function kw() {
  const run = (encrypt) => (params, key, data) => runCipher(
    "AES-KW", encrypt, key, new Uint8Array(0), new Uint8Array(0), 0, data);
  return {
    __proto__: null,
    params: { wrapKey: [], unwrapKey: [] },
    wrapKey: run(true),
    unwrapKey: run(false),
  };
}

/** @returns {object[]} */
export function aesAlgorithms() {
  const all = ENCRYPT | DECRYPT | WRAP_KEY | UNWRAP_KEY;
  return [
    aes("AES-CTR", all, ctr()),
    aes("AES-CBC", all, cbc()),
    aes("AES-GCM", all, gcm()),
    aes("AES-OCB", all, ocb()),
    aes("AES-KW", WRAP_KEY | UNWRAP_KEY, kw()),
  ];
}
