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

const SIZE = 32;

// The public octets of a private key, which stand behind its own.
function publicOf(data) {
  return subarray(data, SIZE, 2 * SIZE);
}

function requireSize(octets) {
  const size = TypedArrayPrototypeGetByteLength(octets);
  if (size !== SIZE) throw dataError(`The key has ${size} octets; expected ${SIZE}.`);
  return octets;
}

function importJwk(name, jwk, extractable, usages) {
  checkJwk(jwk, "OKP", name === "Ed25519" ? "sig" : "enc", extractable, usages);
  if (jwk.crv !== name) throw dataError(`The JWK's "crv" is not "${name}".`);
  if (name === "Ed25519") checkJwkAlgorithm(jwk, ["Ed25519", "EdDSA"]);
  const x = requireSize(octetsOfJwk(jwk, "x"));
  if (jwk.d === undefined) return x;
  const key = attempt(dataError, curve25519ImportPrivate, [name, octetsOfJwk(jwk, "d")]);
  for (let i = 0; i < SIZE; ++i) {
    if (key[SIZE + i] !== x[i]) {
      throw dataError('The JWK\'s "x" is not the public key of its "d".');
    }
  }
  return key;
}

function importOctets(name, format, data, extractable, usages) {
  switch (format) {
    case "raw":
    case "raw-public":
      return requireSize(data);
    case "spki":
    case "pkcs8":
      return attempt(dataError, curve25519Import, [name, format, data]);
    case "jwk":
      return importJwk(name, data, extractable, usages);
    default:
      throw unknownFormat(name, format);
  }
}

function exportKey(format, key) {
  const { name } = key.algorithm;
  const isPrivate = key.type === "private";
  switch (format) {
    case "raw":
    case "raw-public":
      requireType(key, "public");
      return new Uint8Array(key.data);
    case "spki":
    case "pkcs8":
      requireType(key, format === "spki" ? "public" : "private");
      return attempt(operationError, curve25519Export, [name, format, key.data]);
    case "jwk":
      return newJwk(key, {
        __proto__: null,
        kty: "OKP",
        crv: name,
        alg: name === "Ed25519" ? name : undefined,
        x: toBase64Url(isPrivate ? publicOf(key.data) : key.data),
        d: isPrivate ? toBase64Url(subarray(key.data, 0, SIZE)) : undefined,
      });
    default:
      throw unknownFormat(name, format);
  }
}

// What the two have in common.
function curve25519(name, publicUsages, privateUsages, operations) {
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
      const data = attempt(operationError, curve25519Generate, [name]);
      return newKeyPair({ __proto__: null, name }, extractable, usages, publicUsages,
        new Uint8Array(publicOf(data)), data);
    },
    importKey(given, format, data, extractable, usages) {
      const isPrivate = format === "pkcs8" || (format === "jwk" && data.d !== undefined);
      requireUsages(usages, isPrivate ? privateUsages : publicUsages,
        `a ${isPrivate ? "private" : "public"} ${name} key`);
      return newKey(isPrivate ? "private" : "public", { __proto__: null, name }, extractable,
        usages, importOctets(name, format, data, extractable, usages));
    },
    exportKey,
    getPublicKey: (key, usages) => newKey("public", key.algorithm, true, usages,
      new Uint8Array(publicOf(key.data))),
    ...functions,
  };
}

/** @returns {object[]} */
export function curve25519Algorithms() {
  return [
    curve25519("Ed25519", VERIFY, SIGN, {
      __proto__: null,
      params: { sign: [], verify: [] },
      sign(params, key, data) {
        requireType(key, "private");
        return attempt(operationError, ed25519Sign, [key.data, data]);
      },
      verify(params, key, signature, data) {
        requireType(key, "public");
        return attempt(operationError, ed25519Verify, [key.data, signature, data]);
      },
    }),
    curve25519("X25519", 0, DERIVE_KEY | DERIVE_BITS, {
      __proto__: null,
      params: { deriveBits: [keyMember("public")] },
      check: { deriveBits: (params, length) => checkSecretLength(SIZE * 8, length) },
      deriveBits({ public: peer }, key, length) {
        requireType(key, "private");
        requireType(peer, "public", "The algorithm's 'public'");
        if (peer.algorithm.name !== "X25519") {
          throw invalidAccessError("The algorithm's 'public' is not an X25519 key, as the key is.");
        }
        return truncateSecret(attempt(operationError, x25519Derive, [key.data, peer.data]), length);
      },
    }),
  ];
}
