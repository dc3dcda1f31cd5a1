// Normalizing an algorithm (Web Cryptography, section 18.4).

import {
  RegExpPrototypeExec,
  StringPrototypeToUpperCase,
} from "../internal/primordials.js";
import { copyOctets } from "../internal/buffer_source.js";
import { quote, toDictionary, toDOMString } from "../internal/webidl.js";
import { algorithmNamed } from "./algorithms.js";
import { notSupportedError } from "./errors.js";

const OUTSIDE_ASCII = /[^\x00-\x7f]/;
const NAME_MEMBERS = [{ __proto__: null, key: "name", converter: toDOMString, required: true }];

// The registered algorithm of that name, in any case of its letters, that has the operation.
function find(operation, name, where) {
  // Upper case makes letters of ASCII of some that are not.
  const algorithm = RegExpPrototypeExec(OUTSIDE_ASCII, name) === null
    ? algorithmNamed(StringPrototypeToUpperCase(name)) : undefined;
  if (algorithm?.params[operation] !== undefined) return algorithm;
  throw notSupportedError(
    `${where}: the algorithm is ${quote(name)}; expected one that has the operation ` +
      `"${operation}".`);
}

/**
 * @param {string} operation such as "encrypt"; "hash": a digest that other algorithms may use
 * @param {object|string} identifier an AlgorithmIdentifier
 * @param {string} where
 * @returns {object} without a prototype: {name, algorithm, ...}, the registered name, the entry of
 *     algorithms.js, and the parameters that the operation has; `hash` is a registered name
 * @throws {DOMException} a NotSupportedError for an algorithm that does not have the operation
 */
export function normalize(operation, identifier, where) {
  const given = typeof identifier === "string" ? { __proto__: null, name: identifier } : identifier;
  const algorithm = find(operation, toDictionary(given, NAME_MEMBERS, where).name, where);
  const members = algorithm.params[operation];
  const normalized = toDictionary(given, members, where);
  for (let i = 0; i < members.length; ++i) {
    const { key, copy, hash } = members[i];
    if (normalized[key] === undefined) continue;
    if (copy === true) normalized[key] = copyOctets(normalized[key]);
    if (hash === true) normalized[key] = normalize("hash", normalized[key], where).name;
  }
  normalized.name = algorithm.name;
  normalized.algorithm = algorithm;
  return normalized;
}
