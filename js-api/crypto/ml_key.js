// What ML-KEM and ML-DSA have in common (Modern Algorithms in the Web Cryptography API): a private
// key is a seed, behind which its public key stands.

import { TypedArrayPrototypeGetByteLength, Uint8Array } from "../internal/primordials.js";
import { subarray } from "../internal/buffer_source.js";
import { requireInvocation } from "../internal/require_invocation.js";
import { newKey } from "./crypto_key.js";
import { attempt, dataError, operationError } from "./errors.js";
import { checkJwk, newJwk, octetsOfJwk, toBase64Url } from "./jwk.js";
import { newKeyPair, requireType } from "./key_pair.js";
import { requireUsages } from "./key_usages.js";
import { unknownFormat } from "./secret_key.js";

function publicOf(kind, data) {
  return new Uint8Array(subarray(data, kind.seedSize, TypedArrayPrototypeGetByteLength(data)));
}

function importJwk(kind, name, jwk, extractable, usages) {
  checkJwk(jwk, "AKP", kind.use, extractable, usages);
  if (jwk.alg !== name) throw dataError(`The JWK's "alg" is not "${name}".`);
  const pub = attempt(dataError, kind.importPublic, [name, octetsOfJwk(jwk, "pub")]);
  if (jwk.priv === undefined) return pub;
  const key = attempt(dataError, kind.importSeed, [name, octetsOfJwk(jwk, "priv")]);
  for (let i = 0; i < TypedArrayPrototypeGetByteLength(pub); ++i) {
    if (key[kind.seedSize + i] !== pub[i]) {
      throw dataError('The JWK\'s "pub" is not the public key of its "priv".');
    }
  }
  return key;
}

function importOctets(kind, name, format, data, extractable, usages) {
  switch (format) {
    case "raw-public":
      return attempt(dataError, kind.importPublic, [name, data]);
    case "raw-seed":
      return attempt(dataError, kind.importSeed, [name, data]);
    case "spki":
    case "pkcs8":
      return attempt(dataError, kind.importStructure, [name, format, data]);
    case "jwk":
      return importJwk(kind, name, data, extractable, usages);
    default:
      throw unknownFormat(name, format);
  }
}

function exportKey(kind, name, format, key) {
  const isPrivate = key.type === "private";
  switch (format) {
    case "raw-public":
      requireType(key, "public");
      return new Uint8Array(key.data);
    case "raw-seed":
      requireType(key, "private");
      return new Uint8Array(subarray(key.data, 0, kind.seedSize));
    case "spki":
    case "pkcs8":
      requireType(key, format === "spki" ? "public" : "private");
      return attempt(operationError, kind.exportStructure, [name, format, key.data]);
    case "jwk":
      return newJwk(key, {
        __proto__: null,
        kty: "AKP",
        alg: name,
        pub: toBase64Url(isPrivate ? publicOf(kind, key.data) : key.data),
        priv: isPrivate ? toBase64Url(subarray(key.data, 0, kind.seedSize)) : undefined,
      });
    default:
      throw unknownFormat(name, format);
  }
}

function isPrivateFormat(format, data) {
  return format === "pkcs8" || format === "raw-seed" ||
    (format === "jwk" && data.priv !== undefined);
}

/**
 * An entry of algorithms.js.
 * @param {object} kind {seedSize, use, publicUsages, privateUsages, generate, importSeed,
 *     importPublic, importStructure, exportStructure}: the octets of a seed, what a JWK's "use" may
 *     be, and native functions
 * @param {string} name
 * @param {object} operations the entry's other members
 */
export function mlAlgorithm(kind, name, operations) {
  const { publicUsages, privateUsages } = kind;
  const { params, ...others } = operations;
  return {
    __proto__: null,
    name,
    params: {
      __proto__: null,
      generateKey: [],
      importKey: [],
      exportKey: [],
      getPublicKey: [],
      ...params,
    },
    publicUsages,
    generateKey(given, extractable, usages) {
      requireUsages(usages, publicUsages | privateUsages, `${name} keys`);
      requireInvocation("keys are made");
      const data = attempt(operationError, kind.generate, [name]);
      return newKeyPair({ __proto__: null, name }, extractable, usages, publicUsages,
        publicOf(kind, data), data);
    },
    importKey(given, format, data, extractable, usages) {
      const isPrivate = isPrivateFormat(format, data);
      requireUsages(usages, isPrivate ? privateUsages : publicUsages,
        `a ${isPrivate ? "private" : "public"} ${name} key`);
      return newKey(isPrivate ? "private" : "public", { __proto__: null, name }, extractable,
        usages, importOctets(kind, name, format, data, extractable, usages));
    },
    exportKey: (format, key) => exportKey(kind, name, format, key),
    getPublicKey: (key, usages) =>
      newKey("public", key.algorithm, true, usages, publicOf(kind, key.data)),
    ...others,
  };
}
