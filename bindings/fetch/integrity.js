// What a response must have been (Subresource Integrity, section 3.3).

import { digest } from "native:crypto";
import { base64Decode } from "native:encoding";
import {
  RegExpPrototypeExec,
  StringPrototypeCharCodeAt,
  TypedArrayPrototypeGetByteLength,
} from "../../js-api/internal/primordials.js";
import { List, append } from "../../js-api/internal/lists.js";

const WORD = /[^\t\n\f\r ]+/y;
const SPACE = /[\t\n\f\r ]*/y;
const HASH = /^(sha256|sha384|sha512)-([-+/_0-9A-Za-z]+={0,2})(?:\?.*)?$/;
const NAMES = { __proto__: null, sha256: "SHA-256", sha384: "SHA-384", sha512: "SHA-512" };

// Octets of base64 in either alphabet, as code units; undefined when it is malformed.
function decode(text) {
  let standard = "";
  for (let i = 0; i < text.length; ++i) {
    standard += text[i] === "-" ? "+" : text[i] === "_" ? "/" : text[i];
  }
  return base64Decode(standard);
}

/**
 * The strongest hashes of `integrity`.
 * @returns {{name: string, hashes: List}|null} null when it has none that are known: then anything will do
 */
export function parseIntegrity(integrity) {
  let strongest = "";
  let hashes = new List();
  WORD.lastIndex = 0;
  for (let at = 0; at < integrity.length; at = WORD.lastIndex) {
    SPACE.lastIndex = at;
    RegExpPrototypeExec(SPACE, integrity);
    WORD.lastIndex = SPACE.lastIndex;
    const word = RegExpPrototypeExec(WORD, integrity);
    if (word === null) break;
    const found = RegExpPrototypeExec(HASH, word[0]);
    if (found === null || found[1] < strongest) continue;
    if (found[1] > strongest) hashes = new List();
    strongest = found[1];
    append(hashes, decode(found[2]));
  }
  return strongest === "" ? null : { __proto__: null, name: NAMES[strongest], hashes };
}

function equals(octets, text) {
  if (text === undefined || TypedArrayPrototypeGetByteLength(octets) !== text.length) return false;
  for (let i = 0; i < text.length; ++i) {
    if (octets[i] !== StringPrototypeCharCodeAt(text, i)) return false;
  }
  return true;
}

/** Whether the octets have one of the hashes. */
export function hasIntegrity(octets, { name, hashes }) {
  const found = digest(name, octets);
  for (let i = 0; i < hashes.length; ++i) {
    if (equals(found, hashes[i])) return true;
  }
  return false;
}
