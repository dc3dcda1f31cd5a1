// What the algorithms of RFC 8037's keys have in common: Ed25519, X25519, Ed448 and X448 (Web
// Cryptography, sections 25 and 26; Secure Curves in the Web Cryptography API).

import { TypedArrayPrototypeGetByteLength, Uint8Array } from "../internal/primordials.js";
import { subarray } from "../internal/buffer_source.js";
import { requireInvocation } from "../internal/require_invocation.js";
import { checkSecretLength, truncateSecret } from "./agreement.js";
import { newKey } from "./crypto_key.js";
import { attempt, dataError, invalidAccessError, operationError } from "./errors.js";
import { checkJwk, checkJwkAlgorithm, newJwk, octetsOfJwk, toBase64Url } from "./jwk.js";
import { newKeyPair, requireType } from "./key_pair.js";
import { DERIVE_BITS, DERIVE_KEY, SIGN, VERIFY, requireUsages } from "./key_usages.js";
import { keyMember } from "./params.js";
import { unknownFormat } from "./secret_key.js";

// The public octets of a private key, which stand behind its own.
function publicOf(curve, data) {
  return subarray(data, curve.size, 2 * curve.size);
}

function requireSize(curve, octets) {
  const size = TypedArrayPrototypeGetByteLength(octets);
  if (size !== curve.size) throw dataError(`The key has ${size} octets; expected ${curve.size}.`);
  return octets;
}

function importJwk(curve, jwk, extractable, usages) {
  const { name, size } = curve;
  checkJwk(jwk, "OKP", curve.signs ? "sig" : "enc", extractable, usages);
  if (jwk.crv !== name) throw dataError(`The JWK's "crv" is not "${name}".`);
  if (curve.signs) checkJwkAlgorithm(jwk, [name, "EdDSA"]);
  const x = requireSize(curve, octetsOfJwk(jwk, "x"));
  if (jwk.d === undefined) return x;
  const key = attempt(dataError, curve.importPrivate, [name, octetsOfJwk(jwk, "d")]);
  for (let i = 0; i < size; ++i) {
    if (key[size + i] !== x[i]) {
      throw dataError('The JWK\'s "x" is not the public key of its "d".');
    }
  }
  return key;
}

function importOctets(curve, format, data, extractable, usages) {
  switch (format) {
    case "raw":
    case "raw-public":
      return requireSize(curve, data);
    case "spki":
    case "pkcs8":
      return attempt(dataError, curve.importStructure, [curve.name, format, data]);
    case "jwk":
      return importJwk(curve, data, extractable, usages);
    default:
      throw unknownFormat(curve.name, format);
  }
}

function exportKey(curve, format, key) {
  const { name, size } = curve;
  const isPrivate = key.type === "private";
  switch (format) {
    case "raw":
    case "raw-public":
      requireType(key, "public");
      return new Uint8Array(key.data);
    case "spki":
    case "pkcs8":
      requireType(key, format === "spki" ? "public" : "private");
      return attempt(operationError, curve.exportStructure, [name, format, key.data]);
    case "jwk":
      return newJwk(key, {
        __proto__: null,
        kty: "OKP",
        crv: name,
        alg: curve.signs ? name : undefined,
        x: toBase64Url(isPrivate ? publicOf(curve, key.data) : key.data),
        d: isPrivate ? toBase64Url(subarray(key.data, 0, size)) : undefined,
      });
    default:
      throw unknownFormat(name, format);
  }
}

/**
 * An entry of algorithms.js.
 * @param {object} curve {name, size, signs, generate, importPrivate, importStructure,
 *     exportStructure}: the octets of a key, whether it is for signatures, and native functions
 * @param {object} operations the entry's other members
 */
export function okpAlgorithm(curve, operations) {
  const { name, signs } = curve;
  const publicUsages = signs ? VERIFY : 0;
  const privateUsages = signs ? SIGN : DERIVE_KEY | DERIVE_BITS;
  const { params, check, ...functions } = operations;
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
    check: { __proto__: null, ...check },
    generateKey(given, extractable, usages) {
      requireUsages(usages, publicUsages | privateUsages, `${name} keys`);
      requireInvocation("keys are made");
      const data = attempt(operationError, curve.generate, [name]);
      return newKeyPair({ __proto__: null, name }, extractable, usages, publicUsages,
        new Uint8Array(publicOf(curve, data)), data);
    },
    importKey(given, format, data, extractable, usages) {
      const isPrivate = format === "pkcs8" || (format === "jwk" && data.d !== undefined);
      requireUsages(usages, isPrivate ? privateUsages : publicUsages,
        `a ${isPrivate ? "private" : "public"} ${name} key`);
      return newKey(isPrivate ? "private" : "public", { __proto__: null, name }, extractable,
        usages, importOctets(curve, format, data, extractable, usages));
    },
    exportKey: (format, key) => exportKey(curve, format, key),
    getPublicKey: (key, usages) => newKey("public", key.algorithm, true, usages,
      new Uint8Array(publicOf(curve, key.data))),
    ...functions,
  };
}

/** The same of a curve for agreements; `derive`: the native function. */
export function okpAgreement(curve, derive) {
  const { name, size } = curve;
  return okpAlgorithm(curve, {
    __proto__: null,
    params: { __proto__: null, deriveBits: [keyMember("public")] },
    check: {
      __proto__: null,
      deriveBits: (params, length) => checkSecretLength(size * 8, length),
    },
    deriveBits({ public: peer }, key, length) {
      requireType(key, "private");
      requireType(peer, "public", "The algorithm's 'public'");
      if (peer.algorithm.name !== name) {
        throw invalidAccessError(`The algorithm's 'public' is not an ${name} key, as the key is.`);
      }
      return truncateSecret(attempt(operationError, derive, [key.data, peer.data]), length);
    },
  });
}
