// SubtleCrypto.supports (Modern Algorithms in the Web Cryptography API).

import { normalize } from "./normalize.js";

const WHERE = "Failed to execute 'supports' on 'SubtleCrypto'";

// The parameters, where the algorithm has the operation and they can be right; throws otherwise.
function checked(operation, identifier, length) {
  const params = normalize(operation, identifier, WHERE);
  params.algorithm.check?.[operation]?.(params, length);
  return params;
}

function checkEither(operation, otherwise, identifier) {
  try {
    checked(operation, identifier, null);
  } catch {
    checked(otherwise, identifier, null);
  }
}

function checkDeriveKey(identifier, additional) {
  checked("importKey", additional, null);
  const params = checked("get key length", additional, null);
  checked("deriveBits", identifier, params.algorithm["get key length"](params));
}

function check(operation, identifier, length, additional) {
  switch (operation) {
    case "encrypt":
    case "decrypt":
    case "sign":
    case "verify":
    case "digest":
    case "generateKey":
    case "deriveBits":
    case "importKey":
    case "exportKey":
    case "getPublicKey":
      checked(operation, identifier, length);
      return true;
    case "encapsulateBits":
    case "decapsulateBits":
      checked(operation === "encapsulateBits" ? "encapsulate" : "decapsulate", identifier, null);
      return true;
    case "encapsulateKey":
    case "decapsulateKey":
      if (additional === undefined) return false;
      checked(operation === "encapsulateKey" ? "encapsulate" : "decapsulate", identifier, null);
      checked("importKey", additional, null);
      return true;
    case "deriveKey":
      if (additional === undefined) return false;
      checkDeriveKey(identifier, additional);
      return true;
    case "wrapKey":
      checkEither("wrapKey", "encrypt", identifier);
      if (additional !== undefined) checked("exportKey", additional, null);
      return true;
    case "unwrapKey":
      checkEither("unwrapKey", "decrypt", identifier);
      if (additional !== undefined) checked("importKey", additional, null);
      return true;
    default:
      return false;
  }
}

/**
 * Whether an operation could succeed.
 * @param {string} operation
 * @param {object|string} identifier an AlgorithmIdentifier
 * @param {number|null} length of what is derived, in bits
 * @param {object|string|undefined} additional the algorithm of the key that is derived, wrapped ...
 */
export function supports(operation, identifier, length, additional) {
  try {
    return check(operation, identifier, length, additional);
  } catch {
    return false;
  }
}
