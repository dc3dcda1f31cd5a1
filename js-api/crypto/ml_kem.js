// ML-KEM (Modern Algorithms in the Web Cryptography API).

import {
  mlKemDecapsulate,
  mlKemEncapsulate,
  mlKemExport,
  mlKemGenerate,
  mlKemImport,
  mlKemImportPublic,
  mlKemImportSeed,
} from "native:modern_crypto";
import { TypedArrayPrototypeGetByteLength, Uint8Array } from "../internal/primordials.js";
import { subarray } from "../internal/buffer_source.js";
import { attempt, operationError } from "./errors.js";
import { requireType } from "./key_pair.js";
import {
  DECAPSULATE_BITS,
  DECAPSULATE_KEY,
  ENCAPSULATE_BITS,
  ENCAPSULATE_KEY,
} from "./key_usages.js";
import { mlAlgorithm } from "./ml_key.js";

const SECRET_OCTETS = 32;

function mlKem(name) {
  const kind = {
    __proto__: null,
    seedSize: 64,
    use: "enc",
    publicUsages: ENCAPSULATE_KEY | ENCAPSULATE_BITS,
    privateUsages: DECAPSULATE_KEY | DECAPSULATE_BITS,
    generate: mlKemGenerate,
    importSeed: mlKemImportSeed,
    importPublic: mlKemImportPublic,
    importStructure: mlKemImport,
    exportStructure: mlKemExport,
  };
  return mlAlgorithm(kind, name, {
    __proto__: null,
    params: { __proto__: null, encapsulate: [], decapsulate: [] },
    encapsulate(params, key) {
      requireType(key, "public");
      const both = attempt(operationError, mlKemEncapsulate, [name, key.data]);
      const size = TypedArrayPrototypeGetByteLength(both);
      return {
        __proto__: null,
        secret: new Uint8Array(subarray(both, 0, SECRET_OCTETS)),
        ciphertext: new Uint8Array(subarray(both, SECRET_OCTETS, size)),
      };
    },
    decapsulate(params, key, ciphertext) {
      requireType(key, "private");
      return attempt(operationError, mlKemDecapsulate, [name, key.data, ciphertext]);
    },
  });
}

/** @returns {object[]} */
export function mlKemAlgorithms() {
  return [mlKem("ML-KEM-512"), mlKem("ML-KEM-768"), mlKem("ML-KEM-1024")];
}
