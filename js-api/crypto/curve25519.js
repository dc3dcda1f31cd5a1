// Ed25519 and X25519 (Web Cryptography, sections 25 and 26).

import {
  curve25519Export,
  curve25519Generate,
  curve25519Import,
  curve25519ImportPrivate,
  ed25519Sign,
  ed25519Verify,
  x25519Derive,
} from "native:key_pairs";
import { attempt, operationError } from "./errors.js";
import { requireType } from "./key_pair.js";
import { okpAgreement, okpAlgorithm } from "./okp.js";

function curve(name, signs) {
  return {
    __proto__: null,
    name,
    size: 32,
    signs,
    generate: curve25519Generate,
    importPrivate: curve25519ImportPrivate,
    importStructure: curve25519Import,
    exportStructure: curve25519Export,
  };
}

/** @returns {object[]} */
export function curve25519Algorithms() {
  return [
    okpAlgorithm(curve("Ed25519", true), {
      __proto__: null,
      params: { __proto__: null, sign: [], verify: [] },
      sign(params, key, data) {
        requireType(key, "private");
        return attempt(operationError, ed25519Sign, [key.data, data]);
      },
      verify(params, key, signature, data) {
        requireType(key, "public");
        return attempt(operationError, ed25519Verify, [key.data, signature, data]);
      },
    }),
    okpAgreement(curve("X25519", false), x25519Derive),
  ];
}
