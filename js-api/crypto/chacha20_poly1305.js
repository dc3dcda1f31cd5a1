// ChaCha20-Poly1305 (Modern Algorithms in the Web Cryptography API).

import { TypedArrayPrototypeGetByteLength, Uint8Array } from "../internal/primordials.js";
import { dataError, operationError } from "./errors.js";
import { DECRYPT, ENCRYPT, UNWRAP_KEY, WRAP_KEY, requireUsages } from "./key_usages.js";
import { octetMember, octetsMember } from "./params.js";
import { exportSecret, importSecret, newSecretKey, randomKey, runCipher } from "./secret_key.js";

const NAME = "ChaCha20-Poly1305";
const RAW = ["raw-secret"];
const KEY_OCTETS = 32;
const IV_OCTETS = 12;
const TAG_BITS = 128;

function jwkAlgorithm() {
  return "C20P";
}

function check({ iv, tagLength }) {
  const size = TypedArrayPrototypeGetByteLength(iv);
  if (size !== IV_OCTETS) {
    throw operationError(`The initialization vector has ${size} octets; expected ${IV_OCTETS}.`);
  }
  if (tagLength !== undefined && tagLength !== TAG_BITS) {
    throw operationError(`The tag has ${tagLength} bits; expected ${TAG_BITS}.`);
  }
}

function run(encrypt, params, key, data) {
  check(params);
  const { additionalData, iv } = params;
  return runCipher(NAME, encrypt, key, iv, additionalData ?? new Uint8Array(0), TAG_BITS, data);
}

/** @returns {object[]} */
export function chacha20Algorithms() {
  const allowed = ENCRYPT | DECRYPT | WRAP_KEY | UNWRAP_KEY;
  const members = [octetsMember("additionalData", false), octetsMember("iv", true),
    octetMember("tagLength", false)];
  const keyOf = (octets, extractable, usages) =>
    newSecretKey({ __proto__: null, name: NAME }, extractable, usages, octets);
  return [{
    __proto__: null,
    name: NAME,
    params: {
      __proto__: null,
      generateKey: [],
      importKey: [],
      exportKey: [],
      "get key length": [],
      encrypt: members,
      decrypt: members,
    },
    check: { __proto__: null, encrypt: check, decrypt: check },
    generateKey(params, extractable, usages) {
      requireUsages(usages, allowed, `a ${NAME} key`);
      return keyOf(randomKey(KEY_OCTETS), extractable, usages);
    },
    importKey(params, format, data, extractable, usages) {
      requireUsages(usages, allowed, `a ${NAME} key`);
      const octets =
        importSecret(NAME, RAW, "enc", format, data, extractable, usages, jwkAlgorithm);
      const size = TypedArrayPrototypeGetByteLength(octets);
      if (size !== KEY_OCTETS) {
        throw dataError(`The ${NAME} key has ${size} octets; expected ${KEY_OCTETS}.`);
      }
      return keyOf(octets, extractable, usages);
    },
    exportKey: (format, key) => exportSecret(RAW, format, key, jwkAlgorithm),
    "get key length": () => KEY_OCTETS * 8,
    encrypt: (params, key, data) => run(true, params, key, data),
    decrypt: (params, key, data) => run(false, params, key, data),
  }];
}
