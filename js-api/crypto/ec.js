// ECDSA and ECDH (Web Cryptography, sections 23 and 24).

import {
  ecDerive,
  ecExport,
  ecGenerate,
  ecImport,
  ecImportNumbers,
  ecImportPoint,
  ecSign,
  ecVerify,
} from "native:key_pairs";
import { TypedArrayPrototypeGetByteLength, Uint8Array } from "../internal/primordials.js";
import { subarray } from "../internal/buffer_source.js";
import { requireInvocation } from "../internal/require_invocation.js";
import { quote } from "../internal/webidl.js";
import { checkSecretLength, truncateSecret } from "./agreement.js";
import { newKey } from "./crypto_key.js";
import {
  attempt,
  dataError,
  invalidAccessError,
  notSupportedError,
  operationError,
} from "./errors.js";
import { checkJwk, checkJwkAlgorithm, newJwk, octetsOfJwk, toBase64Url } from "./jwk.js";
import { newKeyPair, requireType } from "./key_pair.js";
import { DERIVE_BITS, DERIVE_KEY, SIGN, VERIFY, requireUsages } from "./key_usages.js";
import { hashMember, keyMember, stringMember } from "./params.js";
import { unknownFormat } from "./secret_key.js";

// The octets of a coordinate.
function sizeOf(namedCurve) {
  switch (namedCurve) {
    case "P-256":
      return 32;
    case "P-384":
      return 48;
    case "P-521":
      return 66;
    default:
      throw notSupportedError(
        `The curve is ${quote(namedCurve)}; expected P-256, P-384 or P-521.`);
  }
}

// The point of a private key, which stands behind its number.
function pointOf(namedCurve, data) {
  return subarray(data, sizeOf(namedCurve), TypedArrayPrototypeGetByteLength(data));
}

function jwkAlgorithm(namedCurve) {
  return namedCurve === "P-256" ? "ES256" : namedCurve === "P-384" ? "ES384" : "ES512";
}

function importJwk(name, namedCurve, jwk, extractable, usages) {
  checkJwk(jwk, "EC", name === "ECDSA" ? "sig" : "enc", extractable, usages);
  if (jwk.crv !== namedCurve) {
    throw dataError(`The JWK's "crv" is not "${namedCurve}", which the algorithm names.`);
  }
  if (name === "ECDSA") checkJwkAlgorithm(jwk, [jwkAlgorithm(namedCurve)]);
  const d = jwk.d === undefined ? undefined : octetsOfJwk(jwk, "d");
  return attempt(dataError, ecImportNumbers,
    [namedCurve, octetsOfJwk(jwk, "x"), octetsOfJwk(jwk, "y"), d]);
}

function exportKey(format, key) {
  const { name, namedCurve } = key.algorithm;
  const size = sizeOf(namedCurve);
  const isPrivate = key.type === "private";
  switch (format) {
    case "raw":
    case "raw-public":
      requireType(key, "public");
      return new Uint8Array(key.data);
    case "spki":
    case "pkcs8":
      requireType(key, format === "spki" ? "public" : "private");
      return attempt(operationError, ecExport, [namedCurve, format, key.data]);
    case "jwk": {
      const point = isPrivate ? pointOf(namedCurve, key.data) : key.data;
      return newJwk(key, {
        __proto__: null,
        kty: "EC",
        crv: namedCurve,
        x: toBase64Url(subarray(point, 1, 1 + size)),
        y: toBase64Url(subarray(point, 1 + size, 1 + 2 * size)),
        d: isPrivate ? toBase64Url(subarray(key.data, 0, size)) : undefined,
      });
    }
    default:
      throw unknownFormat(name, format);
  }
}

// What the two have in common.
function ec(name, publicUsages, privateUsages, operations) {
  const { params, check, ...functions } = operations;
  const members = [stringMember("namedCurve")];
  const checkCurve = ({ namedCurve }) => sizeOf(namedCurve);
  return {
    __proto__: null,
    name,
    params: {
      __proto__: null,
      generateKey: members,
      importKey: members,
      exportKey: [],
      getPublicKey: [],
      ...params,
    },
    publicUsages,
    check: { __proto__: null, generateKey: checkCurve, importKey: checkCurve, ...check },
    generateKey({ namedCurve }, extractable, usages) {
      requireUsages(usages, publicUsages | privateUsages, `${name} keys`);
      sizeOf(namedCurve);
      requireInvocation("keys are made");
      const data = attempt(operationError, ecGenerate, [namedCurve]);
      return newKeyPair({ __proto__: null, name, namedCurve }, extractable, usages, publicUsages,
        new Uint8Array(pointOf(namedCurve, data)), data);
    },
    importKey({ namedCurve }, format, data, extractable, usages) {
      const isPrivate = format === "pkcs8" || (format === "jwk" && data.d !== undefined);
      requireUsages(usages, isPrivate ? privateUsages : publicUsages,
        `a ${isPrivate ? "private" : "public"} ${name} key`);
      sizeOf(namedCurve);
      let key;
      if (format === "raw" || format === "raw-public") {
        key = attempt(dataError, ecImportPoint, [namedCurve, data]);
      } else if (format === "spki" || format === "pkcs8") {
        key = attempt(dataError, ecImport, [namedCurve, format, data]);
      } else if (format === "jwk") {
        key = importJwk(name, namedCurve, data, extractable, usages);
      } else {
        throw unknownFormat(name, format);
      }
      return newKey(isPrivate ? "private" : "public", { __proto__: null, name, namedCurve },
        extractable, usages, key);
    },
    exportKey,
    getPublicKey: (key, usages) => newKey("public", key.algorithm, true, usages,
      new Uint8Array(pointOf(key.algorithm.namedCurve, key.data))),
    ...functions,
  };
}

function ecdsa() {
  const members = [hashMember()];
  return ec("ECDSA", VERIFY, SIGN, {
    __proto__: null,
    params: { sign: members, verify: members },
    sign({ hash }, key, data) {
      requireType(key, "private");
      return attempt(operationError, ecSign, [key.algorithm.namedCurve, hash, key.data, data]);
    },
    verify({ hash }, key, signature, data) {
      requireType(key, "public");
      return attempt(operationError, ecVerify,
        [key.algorithm.namedCurve, hash, key.data, signature, data]);
    },
  });
}

function ecdh() {
  return ec("ECDH", 0, DERIVE_KEY | DERIVE_BITS, {
    __proto__: null,
    params: { deriveBits: [keyMember("public")] },
    check: {
      deriveBits: (params, length) =>
        checkSecretLength(sizeOf(params.public.algorithm.namedCurve) * 8, length),
    },
    deriveBits({ public: peer }, key, length) {
      requireType(key, "private");
      requireType(peer, "public", "The algorithm's 'public'");
      const { namedCurve } = key.algorithm;
      if (peer.algorithm.name !== "ECDH" || peer.algorithm.namedCurve !== namedCurve) {
        throw invalidAccessError(
          `The algorithm's 'public' is not an ECDH key on ${namedCurve}, as the key is.`);
      }
      return truncateSecret(
        attempt(operationError, ecDerive, [namedCurve, key.data, peer.data]), length);
    },
  });
}

/** @returns {object[]} */
export function ecAlgorithms() {
  return [ecdsa(), ecdh()];
}
