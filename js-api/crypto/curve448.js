// Ed448 and X448 (Secure Curves in the Web Cryptography API).

import {
  curve448Export,
  curve448Generate,
  curve448Import,
  curve448ImportPrivate,
  ed448Sign,
  ed448Verify,
  x448Derive,
} from "native:modern_crypto";
import { Uint8Array } from "../internal/primordials.js";
import { attempt, attemptLater, operationError } from "./errors.js";
import { requireType } from "./key_pair.js";
import { okpAgreement, okpAlgorithm } from "./okp.js";
import { checkContext, octetsMember } from "./params.js";

function curve(name, size, signs) {
  return {
    __proto__: null,
    name,
    size,
    signs,
    generate: curve448Generate,
    importPrivate: curve448ImportPrivate,
    importStructure: curve448Import,
    exportStructure: curve448Export,
  };
}

/** @returns {object[]} */
export function curve448Algorithms() {
  const members = [octetsMember("context", false)];
  return [
    okpAlgorithm(curve("Ed448", 57, true), {
      __proto__: null,
      params: { __proto__: null, sign: members, verify: members },
      check: { __proto__: null, sign: checkContext, verify: checkContext },
      sign({ context }, key, data) {
        requireType(key, "private");
        return attemptLater(operationError, ed448Sign,
          [key.data, context ?? new Uint8Array(0), data]);
      },
      verify({ context }, key, signature, data) {
        requireType(key, "public");
        return attempt(operationError, ed448Verify,
          [key.data, context ?? new Uint8Array(0), signature, data]);
      },
    }),
    okpAgreement(curve("X448", 56, false), x448Derive),
  ];
}
