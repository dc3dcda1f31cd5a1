// ML-DSA (Modern Algorithms in the Web Cryptography API).

import {
  mlDsaExport,
  mlDsaGenerate,
  mlDsaImport,
  mlDsaImportPublic,
  mlDsaImportSeed,
  mlDsaSign,
  mlDsaVerify,
} from "native:modern_crypto";
import { Uint8Array } from "../internal/primordials.js";
import { attempt, attemptLater, operationError } from "./errors.js";
import { requireType } from "./key_pair.js";
import { SIGN, VERIFY } from "./key_usages.js";
import { mlAlgorithm } from "./ml_key.js";
import { checkContext, octetsMember } from "./params.js";

function mlDsa(name) {
  const members = [octetsMember("context", false)];
  const kind = {
    __proto__: null,
    seedSize: 32,
    use: "sig",
    publicUsages: VERIFY,
    privateUsages: SIGN,
    generate: mlDsaGenerate,
    importSeed: mlDsaImportSeed,
    importPublic: mlDsaImportPublic,
    importStructure: mlDsaImport,
    exportStructure: mlDsaExport,
  };
  return mlAlgorithm(kind, name, {
    __proto__: null,
    params: { __proto__: null, sign: members, verify: members },
    check: { __proto__: null, sign: checkContext, verify: checkContext },
    sign({ context }, key, data) {
      requireType(key, "private");
      return attemptLater(operationError, mlDsaSign,
        [name, key.data, context ?? new Uint8Array(0), data]);
    },
    verify({ context }, key, signature, data) {
      requireType(key, "public");
      return attempt(operationError, mlDsaVerify,
        [name, key.data, context ?? new Uint8Array(0), signature, data]);
    },
  });
}

/** @returns {object[]} */
export function mlDsaAlgorithms() {
  return [mlDsa("ML-DSA-44"), mlDsa("ML-DSA-65"), mlDsa("ML-DSA-87")];
}
