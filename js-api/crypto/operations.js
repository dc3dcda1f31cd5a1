// What the methods of SubtleCrypto do with their converted arguments (Web Cryptography, section
// 14.3). `where` begins messages about algorithms. Keys are of KeyState.

import {
  ObjectDefineProperty,
  TypeError,
  TypedArrayPrototypeGetBuffer,
} from "../internal/primordials.js";
import { copyOctets } from "../internal/buffer_source.js";
import { isBufferSource, toBufferSource, toEnum } from "../internal/webidl.js";
import { registered } from "./algorithms.js";
import { isCryptoKey, stateOf } from "./crypto_key.js";
import { invalidAccessError, map, notSupportedError, settle } from "./errors.js";
import { parseJwk, stringifyJwk, toJsonWebKey } from "./jwk.js";
import {
  DECAPSULATE_BITS,
  DECAPSULATE_KEY,
  DECRYPT,
  DERIVE_BITS,
  DERIVE_KEY,
  ENCAPSULATE_BITS,
  ENCAPSULATE_KEY,
  ENCRYPT,
  SIGN,
  UNWRAP_KEY,
  VERIFY,
  WRAP_KEY,
  namesOfUsages,
  requireAnyUsage,
  requireUsages,
} from "./key_usages.js";
import { normalize } from "./normalize.js";

const FORMATS = ["raw", "raw-public", "raw-private", "raw-seed", "raw-secret", "spki", "pkcs8",
  "jwk"];

/** KeyFormat. */
export function toKeyFormat(value, where) {
  return toEnum(value, FORMATS, where);
}

/** (BufferSource or JsonWebKey): {source} or {jwk}. */
export function toKeyData(value, where) {
  if (!isBufferSource(value)) return { __proto__: null, jwk: toJsonWebKey(value, where) };
  toBufferSource(value, where);
  return { __proto__: null, source: value };
}

function bufferOf(octets) {
  return TypedArrayPrototypeGetBuffer(octets);
}

function identity(value) {
  return value;
}

// InvalidAccessError unless the key is one of the algorithm's and has the usage.
function requireKey(key, name, usage) {
  if (key.algorithm.name !== name) {
    throw invalidAccessError(`The key is for ${key.algorithm.name}; expected one for ${name}.`);
  }
  if ((key.usages & usage) === 0) {
    throw invalidAccessError(`The key's usages lack "${namesOfUsages(usage)[0]}".`);
  }
}

// SyntaxError for a key that nobody can use.
function requireUseful(key) {
  const { type, usages } = stateOf(key);
  if (type !== "public") requireAnyUsage(usages, `a ${type} key`);
  return key;
}

export function encrypt(identifier, key, data, where) {
  const params = normalize("encrypt", identifier, where);
  requireKey(key, params.name, ENCRYPT);
  return settle(params.algorithm.encrypt(params, key, data), bufferOf);
}

export function decrypt(identifier, key, data, where) {
  const params = normalize("decrypt", identifier, where);
  requireKey(key, params.name, DECRYPT);
  return settle(params.algorithm.decrypt(params, key, data), bufferOf);
}

export function sign(identifier, key, data, where) {
  const params = normalize("sign", identifier, where);
  requireKey(key, params.name, SIGN);
  return settle(params.algorithm.sign(params, key, data), bufferOf);
}

export function verify(identifier, key, signature, data, where) {
  const params = normalize("verify", identifier, where);
  requireKey(key, params.name, VERIFY);
  return settle(params.algorithm.verify(params, key, signature, data), identity);
}

export function digest(identifier, data, where) {
  const params = normalize("digest", identifier, where);
  return settle(params.algorithm.digest(params, data), bufferOf);
}

export function generateKey(identifier, extractable, usages, where) {
  const params = normalize("generateKey", identifier, where);
  return settle(params.algorithm.generateKey(params, extractable, usages), (made) => {
    requireUseful(isCryptoKey(made) ? made : made.privateKey);
    return made;
  });
}

// Bits that a key gives, for deriveBits and deriveKey.
function derive(params, key, usage, length) {
  requireKey(key, params.name, usage);
  return params.algorithm.deriveBits(params, key, length);
}

export function deriveBits(identifier, key, length, where) {
  const params = normalize("deriveBits", identifier, where);
  return settle(derive(params, key, DERIVE_BITS, length), bufferOf);
}

export function deriveKey(identifier, key, derivedType, extractable, usages, where) {
  const params = normalize("deriveBits", identifier, where);
  const importParams = normalize("importKey", derivedType, where);
  const lengthParams = normalize("get key length", derivedType, where);
  requireKey(key, params.name, DERIVE_KEY);
  const length = lengthParams.algorithm["get key length"](lengthParams);
  return settle(derive(params, key, DERIVE_KEY, length), (secret) => requireUseful(
    importParams.algorithm.importKey(importParams, "raw-secret", secret, extractable, usages)));
}

// "Import a key" of a secret that two have agreed on.
function importShared(params, secret, extractable, usages) {
  return requireUseful(
    params.algorithm.importKey(params, "raw-secret", secret, extractable, usages));
}

// A dictionary that a worker gets.
function encapsulated(sharedKey, ciphertext) {
  const result = {};
  ObjectDefineProperty(result, "sharedKey", visible(sharedKey));
  ObjectDefineProperty(result, "ciphertext", visible(bufferOf(ciphertext)));
  return result;
}

function visible(value) {
  return { __proto__: null, value, writable: true, enumerable: true, configurable: true };
}

export function encapsulateKey(identifier, key, sharedIdentifier, extractable, usages, where) {
  const params = normalize("encapsulate", identifier, where);
  const sharedParams = normalize("importKey", sharedIdentifier, where);
  requireKey(key, params.name, ENCAPSULATE_KEY);
  const { secret, ciphertext } = params.algorithm.encapsulate(params, key);
  return settle(encapsulated(importShared(sharedParams, secret, extractable, usages), ciphertext),
    identity);
}

export function encapsulateBits(identifier, key, where) {
  const params = normalize("encapsulate", identifier, where);
  requireKey(key, params.name, ENCAPSULATE_BITS);
  const { secret, ciphertext } = params.algorithm.encapsulate(params, key);
  return settle(encapsulated(bufferOf(secret), ciphertext), identity);
}

export function decapsulateKey(identifier, key, ciphertext, sharedIdentifier, extractable, usages,
  where) {
  const params = normalize("decapsulate", identifier, where);
  const sharedParams = normalize("importKey", sharedIdentifier, where);
  requireKey(key, params.name, DECAPSULATE_KEY);
  const secret = params.algorithm.decapsulate(params, key, ciphertext);
  return settle(importShared(sharedParams, secret, extractable, usages), identity);
}

export function decapsulateBits(identifier, key, ciphertext, where) {
  const params = normalize("decapsulate", identifier, where);
  requireKey(key, params.name, DECAPSULATE_BITS);
  return settle(params.algorithm.decapsulate(params, key, ciphertext), bufferOf);
}

export function importKey(format, { source, jwk }, identifier, extractable, usages, where) {
  const params = normalize("importKey", identifier, where);
  if ((format === "jwk") !== (source === undefined)) {
    throw new TypeError(
      `${where}: the format is "${format}" and the key data are ` +
        `${source === undefined ? "an object" : "octets"}; expected ` +
        `${source === undefined ? "octets" : "a JsonWebKey"}.`);
  }
  const data = source === undefined ? jwk : copyOctets(source);
  return settle(params.algorithm.importKey(params, format, data, extractable, usages),
    requireUseful);
}

// "Export a key": octets or a JWK.
function exported(format, key) {
  const { algorithm } = key;
  const entry = registered(algorithm.name);
  if (entry.params.exportKey === undefined) {
    throw notSupportedError(`A key of ${algorithm.name} cannot be exported.`);
  }
  if (!key.extractable) throw invalidAccessError("The key is not extractable.");
  return entry.exportKey(format, key);
}

export function exportKey(format, key) {
  return settle(exported(format, key), format === "jwk" ? identity : bufferOf);
}

// The parameters of the algorithm's own operation, or of the one that does as well.
function normalizeEither(operation, otherwise, identifier, where) {
  let params;
  try {
    params = normalize(operation, identifier, where);
    return { __proto__: null, params, run: params.algorithm[operation] };
  } catch {
    params = normalize(otherwise, identifier, where);
    return { __proto__: null, params, run: params.algorithm[otherwise] };
  }
}

export function wrapKey(format, key, wrappingKey, identifier, where) {
  const { params, run } = normalizeEither("wrapKey", "encrypt", identifier, where);
  requireKey(wrappingKey, params.name, WRAP_KEY);
  const plain = exported(format, key);
  const octets = format === "jwk" ? stringifyJwk(plain) : plain;
  return settle(run(params, wrappingKey, octets), bufferOf);
}

export function unwrapKey(format, wrapped, unwrappingKey, unwrapIdentifier, keyIdentifier,
  extractable, usages, where) {
  const { params, run } = normalizeEither("unwrapKey", "decrypt", unwrapIdentifier, where);
  const keyParams = normalize("importKey", keyIdentifier, where);
  requireKey(unwrappingKey, params.name, UNWRAP_KEY);
  const octets = map(run(params, unwrappingKey, wrapped), (plain) =>
    format === "jwk" ? parseJwk(plain) : plain);
  return settle(octets, (data) => requireUseful(
    keyParams.algorithm.importKey(keyParams, format, data, extractable, usages)));
}

export function getPublicKey(key, usages) {
  const entry = registered(key.algorithm.name);
  if (entry.params.getPublicKey === undefined) {
    throw notSupportedError(`${key.algorithm.name} has no public keys.`);
  }
  if (key.type !== "private") {
    throw invalidAccessError(`The key is a ${key.type} key; expected a private one.`);
  }
  requireUsages(usages, entry.publicUsages, `a public ${entry.name} key`);
  return settle(entry.getPublicKey(key, usages), identity);
}
