// Web Cryptography, section 14: SubtleCrypto.

import { timingSafeEqual as nativeTimingSafeEqual } from "native:symmetric_crypto";
import { TypeError, TypedArrayPrototypeGetByteLength } from "../internal/primordials.js";
import { rejected } from "../internal/promises.js";
import {
  defineInterface,
  illegalConstructor,
  illegalInvocation,
  isObject,
  requireArguments,
  toBoolean,
  toBufferSource,
  toDOMString,
  toUnsignedLong,
  whereOf,
} from "../internal/webidl.js";
import { toKeyState } from "./crypto_key.js";
import { toKeyUsages } from "./key_usages.js";
import {
  decapsulateBits,
  decapsulateKey,
  decrypt,
  deriveBits,
  deriveKey,
  digest,
  encapsulateBits,
  encapsulateKey,
  encrypt,
  exportKey,
  generateKey,
  getPublicKey,
  importKey,
  sign,
  toKeyData,
  toKeyFormat,
  unwrapKey,
  verify,
  wrapKey,
} from "./operations.js";
import { toAlgorithmIdentifier } from "./params.js";
import { supports } from "./supports.js";

const NAME = "SubtleCrypto";

function toLength(value, where) {
  return value === null || value === undefined ? null : toUnsignedLong(value, where);
}

let isConstructing = false;

/** The methods for keys and digests; each returns a promise unless it says otherwise. */
export class SubtleCrypto {
  #brand;

  constructor() {
    if (!isConstructing) illegalConstructor();
  }

  /**
   * Whether an operation could succeed (Modern Algorithms in the Web Cryptography API).
   * @param {string} operation a method's name
   * @param {object|string} algorithm
   * @param {number|null|object|string} [lengthOrAlgorithm] the bits that are derived, or the
   *     algorithm of the key that is derived, wrapped or unwrapped
   */
  static supports(operation, algorithm, lengthOrAlgorithm = null) {
    requireArguments(2, arguments.length, NAME, "supports");
    const where = whereOf(NAME, "supports");
    const name = toDOMString(operation, where);
    const identifier = toAlgorithmIdentifier(algorithm, where);
    return isObject(lengthOrAlgorithm) || typeof lengthOrAlgorithm === "string"
      ? supports(name, identifier, null, lengthOrAlgorithm)
      : supports(name, identifier, toLength(lengthOrAlgorithm, where), undefined);
  }

  /** @returns {Promise<ArrayBuffer>} */
  encrypt(algorithm, key, data) {
    try {
      if (!(#brand in this)) throw illegalInvocation();
      requireArguments(3, arguments.length, NAME, "encrypt");
      const where = whereOf(NAME, "encrypt");
      return encrypt(toAlgorithmIdentifier(algorithm, where), toKeyState(key, where),
        toBufferSource(data, where), where);
    } catch (error) {
      return rejected(error);
    }
  }

  /** @returns {Promise<ArrayBuffer>} */
  decrypt(algorithm, key, data) {
    try {
      if (!(#brand in this)) throw illegalInvocation();
      requireArguments(3, arguments.length, NAME, "decrypt");
      const where = whereOf(NAME, "decrypt");
      return decrypt(toAlgorithmIdentifier(algorithm, where), toKeyState(key, where),
        toBufferSource(data, where), where);
    } catch (error) {
      return rejected(error);
    }
  }

  /** @returns {Promise<ArrayBuffer>} */
  sign(algorithm, key, data) {
    try {
      if (!(#brand in this)) throw illegalInvocation();
      requireArguments(3, arguments.length, NAME, "sign");
      const where = whereOf(NAME, "sign");
      return sign(toAlgorithmIdentifier(algorithm, where), toKeyState(key, where),
        toBufferSource(data, where), where);
    } catch (error) {
      return rejected(error);
    }
  }

  /** @returns {Promise<boolean>} */
  verify(algorithm, key, signature, data) {
    try {
      if (!(#brand in this)) throw illegalInvocation();
      requireArguments(4, arguments.length, NAME, "verify");
      const where = whereOf(NAME, "verify");
      return verify(toAlgorithmIdentifier(algorithm, where), toKeyState(key, where),
        toBufferSource(signature, where), toBufferSource(data, where), where);
    } catch (error) {
      return rejected(error);
    }
  }

  /**
   * @param {string|{name: string}} algorithm SHA-1, SHA-256, SHA-384, SHA-512 or MD5, in any case
   * @param {BufferSource} data
   * @returns {Promise<ArrayBuffer>}
   */
  digest(algorithm, data) {
    try {
      if (!(#brand in this)) throw illegalInvocation();
      requireArguments(2, arguments.length, NAME, "digest");
      const where = whereOf(NAME, "digest");
      return digest(toAlgorithmIdentifier(algorithm, where), toBufferSource(data, where), where);
    } catch (error) {
      return rejected(error);
    }
  }

  /** @returns {Promise<CryptoKey|{publicKey: CryptoKey, privateKey: CryptoKey}>} */
  generateKey(algorithm, extractable, keyUsages) {
    try {
      if (!(#brand in this)) throw illegalInvocation();
      requireArguments(3, arguments.length, NAME, "generateKey");
      const where = whereOf(NAME, "generateKey");
      return generateKey(toAlgorithmIdentifier(algorithm, where), toBoolean(extractable),
        toKeyUsages(keyUsages, where), where);
    } catch (error) {
      return rejected(error);
    }
  }

  /** @returns {Promise<CryptoKey>} */
  deriveKey(algorithm, baseKey, derivedKeyType, extractable, keyUsages) {
    try {
      if (!(#brand in this)) throw illegalInvocation();
      requireArguments(5, arguments.length, NAME, "deriveKey");
      const where = whereOf(NAME, "deriveKey");
      return deriveKey(toAlgorithmIdentifier(algorithm, where), toKeyState(baseKey, where),
        toAlgorithmIdentifier(derivedKeyType, where), toBoolean(extractable),
        toKeyUsages(keyUsages, where), where);
    } catch (error) {
      return rejected(error);
    }
  }

  /** @returns {Promise<ArrayBuffer>} `length` bits; as many as there are for null */
  deriveBits(algorithm, baseKey, length = null) {
    try {
      if (!(#brand in this)) throw illegalInvocation();
      requireArguments(2, arguments.length, NAME, "deriveBits");
      const where = whereOf(NAME, "deriveBits");
      return deriveBits(toAlgorithmIdentifier(algorithm, where), toKeyState(baseKey, where),
        toLength(length, where), where);
    } catch (error) {
      return rejected(error);
    }
  }

  /** @returns {Promise<CryptoKey>} */
  importKey(format, keyData, algorithm, extractable, keyUsages) {
    try {
      if (!(#brand in this)) throw illegalInvocation();
      requireArguments(5, arguments.length, NAME, "importKey");
      const where = whereOf(NAME, "importKey");
      return importKey(toKeyFormat(format, where), toKeyData(keyData, where),
        toAlgorithmIdentifier(algorithm, where), toBoolean(extractable),
        toKeyUsages(keyUsages, where), where);
    } catch (error) {
      return rejected(error);
    }
  }

  /** @returns {Promise<ArrayBuffer|object>} a JsonWebKey for "jwk" */
  exportKey(format, key) {
    try {
      if (!(#brand in this)) throw illegalInvocation();
      requireArguments(2, arguments.length, NAME, "exportKey");
      const where = whereOf(NAME, "exportKey");
      return exportKey(toKeyFormat(format, where), toKeyState(key, where), where);
    } catch (error) {
      return rejected(error);
    }
  }

  /** @returns {Promise<ArrayBuffer>} */
  wrapKey(format, key, wrappingKey, wrapAlgorithm) {
    try {
      if (!(#brand in this)) throw illegalInvocation();
      requireArguments(4, arguments.length, NAME, "wrapKey");
      const where = whereOf(NAME, "wrapKey");
      return wrapKey(toKeyFormat(format, where), toKeyState(key, where),
        toKeyState(wrappingKey, where), toAlgorithmIdentifier(wrapAlgorithm, where), where);
    } catch (error) {
      return rejected(error);
    }
  }

  /** @returns {Promise<CryptoKey>} */
  unwrapKey(format, wrappedKey, unwrappingKey, unwrapAlgorithm, unwrappedKeyAlgorithm, extractable,
    keyUsages) {
    try {
      if (!(#brand in this)) throw illegalInvocation();
      requireArguments(7, arguments.length, NAME, "unwrapKey");
      const where = whereOf(NAME, "unwrapKey");
      return unwrapKey(toKeyFormat(format, where), toBufferSource(wrappedKey, where),
        toKeyState(unwrappingKey, where), toAlgorithmIdentifier(unwrapAlgorithm, where),
        toAlgorithmIdentifier(unwrappedKeyAlgorithm, where), toBoolean(extractable),
        toKeyUsages(keyUsages, where), where);
    } catch (error) {
      return rejected(error);
    }
  }

  /**
   * A secret key for the owner of a private key (Modern Algorithms in the Web Cryptography API).
   * @returns {Promise<{sharedKey: CryptoKey, ciphertext: ArrayBuffer}>}
   */
  encapsulateKey(encapsulationAlgorithm, encapsulationKey, sharedKeyAlgorithm, extractable,
    keyUsages) {
    try {
      if (!(#brand in this)) throw illegalInvocation();
      requireArguments(5, arguments.length, NAME, "encapsulateKey");
      const where = whereOf(NAME, "encapsulateKey");
      return encapsulateKey(toAlgorithmIdentifier(encapsulationAlgorithm, where),
        toKeyState(encapsulationKey, where), toAlgorithmIdentifier(sharedKeyAlgorithm, where),
        toBoolean(extractable), toKeyUsages(keyUsages, where), where);
    } catch (error) {
      return rejected(error);
    }
  }

  /** @returns {Promise<{sharedKey: ArrayBuffer, ciphertext: ArrayBuffer}>} */
  encapsulateBits(encapsulationAlgorithm, encapsulationKey) {
    try {
      if (!(#brand in this)) throw illegalInvocation();
      requireArguments(2, arguments.length, NAME, "encapsulateBits");
      const where = whereOf(NAME, "encapsulateBits");
      return encapsulateBits(toAlgorithmIdentifier(encapsulationAlgorithm, where),
        toKeyState(encapsulationKey, where), where);
    } catch (error) {
      return rejected(error);
    }
  }

  /** @returns {Promise<CryptoKey>} the key that encapsulateKey has made the ciphertext of */
  decapsulateKey(decapsulationAlgorithm, decapsulationKey, ciphertext, sharedKeyAlgorithm,
    extractable, keyUsages) {
    try {
      if (!(#brand in this)) throw illegalInvocation();
      requireArguments(6, arguments.length, NAME, "decapsulateKey");
      const where = whereOf(NAME, "decapsulateKey");
      return decapsulateKey(toAlgorithmIdentifier(decapsulationAlgorithm, where),
        toKeyState(decapsulationKey, where), toBufferSource(ciphertext, where),
        toAlgorithmIdentifier(sharedKeyAlgorithm, where), toBoolean(extractable),
        toKeyUsages(keyUsages, where), where);
    } catch (error) {
      return rejected(error);
    }
  }

  /** @returns {Promise<ArrayBuffer>} */
  decapsulateBits(decapsulationAlgorithm, decapsulationKey, ciphertext) {
    try {
      if (!(#brand in this)) throw illegalInvocation();
      requireArguments(3, arguments.length, NAME, "decapsulateBits");
      const where = whereOf(NAME, "decapsulateBits");
      return decapsulateBits(toAlgorithmIdentifier(decapsulationAlgorithm, where),
        toKeyState(decapsulationKey, where), toBufferSource(ciphertext, where), where);
    } catch (error) {
      return rejected(error);
    }
  }

  /**
   * The public key of a private one (Modern Algorithms in the Web Cryptography API).
   * @returns {Promise<CryptoKey>}
   */
  getPublicKey(key, keyUsages) {
    try {
      if (!(#brand in this)) throw illegalInvocation();
      requireArguments(2, arguments.length, NAME, "getPublicKey");
      const where = whereOf(NAME, "getPublicKey");
      return getPublicKey(toKeyState(key, where), toKeyUsages(keyUsages, where));
    } catch (error) {
      return rejected(error);
    }
  }

  /**
   * Whether the octets are the same, found out in a time that does not depend on where they differ.
   * Not in the standard; Cloudflare Workers have it.
   * @returns {boolean}
   * @throws {TypeError} when one has more octets than the other
   */
  timingSafeEqual(a, b) {
    if (!(#brand in this)) throw illegalInvocation();
    requireArguments(2, arguments.length, NAME, "timingSafeEqual");
    const where = whereOf(NAME, "timingSafeEqual");
    const first = toBufferSource(a, where);
    const second = toBufferSource(b, where);
    const size = TypedArrayPrototypeGetByteLength(first);
    const otherSize = TypedArrayPrototypeGetByteLength(second);
    if (size === otherSize) return nativeTimingSafeEqual(first, second);
    throw new TypeError(
      `${where}: the buffers have ${size} and ${otherSize} octets; expected the same length.`);
  }
}
defineInterface(SubtleCrypto, NAME);

/** The one that `crypto.subtle` gives. */
export function createSubtleCrypto() {
  isConstructing = true;
  const subtle = new SubtleCrypto();
  isConstructing = false;
  return subtle;
}
