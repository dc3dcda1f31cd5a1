// JSON Web Keys (RFC 7517; Web Cryptography, section 15).

import { fromBase64Url as nativeFromBase64Url, toBase64Url } from "native:symmetric_crypto";
import { utf8Decode, utf8Encode } from "native:encoding";
import {
  ArrayIsArray,
  JSONParse,
  JSONStringify,
  ObjectDefineProperty,
  ObjectKeys,
  ObjectSetPrototypeOf,
} from "../internal/primordials.js";
import { List, append, toArray } from "../internal/lists.js";
import {
  isObject,
  quote,
  toBoolean,
  toDictionary,
  toDOMString,
  toSequence,
} from "../internal/webidl.js";
import { attempt, dataError } from "./errors.js";
import { namesOfUsages, usageNamed } from "./key_usages.js";

function toStrings(value, where) {
  return toSequence(value, toDOMString, where);
}

function toOtherPrimes(value, where) {
  return toSequence(value, (item, at) => toDictionary(item, [
    { __proto__: null, key: "d", converter: toDOMString },
    { __proto__: null, key: "r", converter: toDOMString },
    { __proto__: null, key: "t", converter: toDOMString },
  ], at), where);
}

function memberOf(key) {
  const converter = key === "ext" ? toBoolean :
    key === "key_ops" ? toStrings :
    key === "oth" ? toOtherPrimes : toDOMString;
  return { __proto__: null, key, converter };
}

function members() {
  const keys = ["alg", "crv", "d", "dp", "dq", "e", "ext", "k", "key_ops", "kty", "n", "oth", "p",
    "priv", "pub", "q", "qi", "use", "x", "y"];
  const list = new List();
  for (let i = 0; i < keys.length; ++i) append(list, memberOf(keys[i]));
  return list;
}

/** JsonWebKey: an object without prototype; its sequences are Lists. */
export function toJsonWebKey(value, where) {
  return toDictionary(value, members(), where);
}

/** "Parse a JWK": what the octets of a JSON text say; DataError when they are none with a kty. */
export function parseJwk(bytes) {
  const where = "The JSON Web Key";
  let value;
  try {
    value = JSONParse(utf8Decode(bytes, false, false));
  } catch (error) {
    throw dataError(`${where} is not JSON: ${error.message}`);
  }
  if (!isObject(value) || ArrayIsArray(value)) throw dataError(`${where} is not a JSON object.`);
  // What is not there must not be looked for in the worker's prototypes.
  ObjectSetPrototypeOf(value, null);
  const keyOps = value.key_ops;
  if (ArrayIsArray(keyOps)) delete value.key_ops;
  const { oth } = value;
  if (oth !== undefined) delete value.oth;
  const jwk = toJsonWebKey(value, where);
  if (ArrayIsArray(keyOps)) {
    jwk.key_ops = new List();
    for (let i = 0; i < keyOps.length; ++i) append(jwk.key_ops, toDOMString(keyOps[i], where));
  }
  if (oth !== undefined) jwk.oth = new List();
  if (jwk.kty === undefined) throw dataError(`${where} has no "kty".`);
  return jwk;
}

/** The octets of the JSON text of a JWK that newJwk has made; nobody else has the JWK. */
export function stringifyJwk(jwk) {
  // `toJSON` must not be looked for in the worker's prototypes.
  ObjectSetPrototypeOf(jwk, null);
  ObjectSetPrototypeOf(jwk.key_ops, null);
  return utf8Encode(JSONStringify(jwk));
}

/**
 * DataError unless the JWK is of the kind that the key is imported as, and may be used so.
 * @param {object} jwk of toJsonWebKey
 * @param {string} kty
 * @param {string} use what the member "use" must be, if it is there
 * @param {boolean} extractable
 * @param {number} usages
 */
export function checkJwk(jwk, kty, use, extractable, usages) {
  if (jwk.kty !== kty) {
    throw dataError(`The JWK's "kty" is ${shown(jwk.kty)}; expected "${kty}".`);
  }
  if (usages !== 0 && jwk.use !== undefined && jwk.use !== use) {
    throw dataError(`The JWK's "use" is ${shown(jwk.use)}; expected "${use}".`);
  }
  if (jwk.key_ops !== undefined) checkKeyOps(jwk.key_ops, usages);
  if (jwk.ext === false && extractable) {
    throw dataError(`The JWK's "ext" is false; it cannot be imported as an extractable key.`);
  }
}

function shown(text) {
  return text === undefined ? "missing" : quote(text);
}

function checkKeyOps(keyOps, usages) {
  let found = 0;
  for (let i = 0; i < keyOps.length; ++i) {
    for (let j = 0; j < i; ++j) {
      if (keyOps[i] === keyOps[j]) {
        throw dataError(`The JWK's "key_ops" have ${quote(keyOps[i])} twice.`);
      }
    }
    found |= usageNamed(keyOps[i]);
  }
  if ((usages & ~found) === 0) return;
  throw dataError(`The JWK's "key_ops" lack "${namesOfUsages(usages & ~found)[0]}", which is ` +
    "among the usages.");
}

/** DataError when the JWK has an "alg" that is none of `allowed`. */
export function checkJwkAlgorithm(jwk, allowed) {
  if (jwk.alg === undefined) return;
  for (let i = 0; i < allowed.length; ++i) {
    if (jwk.alg === allowed[i]) return;
  }
  throw dataError(`The JWK's "alg" is ${shown(jwk.alg)}; expected "${allowed[0]}".`);
}

/** The octets of a member in base64url; DataError when it is missing or none. */
export function octetsOfJwk(jwk, name) {
  if (jwk[name] === undefined) throw dataError(`The JWK has no "${name}".`);
  return attempt(dataError, nativeFromBase64Url, [jwk[name]]);
}

/**
 * A JWK of a key.
 * @param {KeyState} key
 * @param {object} values the members besides key_ops and ext; those that are undefined are left out
 */
export function newJwk(key, values) {
  const jwk = {};
  values.key_ops = toArray(namesOfUsages(key.usages));
  values.ext = key.extractable;
  const keys = ObjectKeys(values);
  for (let i = 0; i < keys.length; ++i) {
    const value = values[keys[i]];
    if (value === undefined) continue;
    ObjectDefineProperty(jwk, keys[i],
      { __proto__: null, value, writable: true, enumerable: true, configurable: true });
  }
  return jwk;
}

export { toBase64Url };
