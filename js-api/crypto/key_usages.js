// What a key may be used for (Web Cryptography, section 13.2): a set, as the bits of a number.

import { List, append } from "../internal/lists.js";
import { toEnum, toSequence } from "../internal/webidl.js";
import { syntaxError } from "./errors.js";

const NAMES = [
  "encrypt",
  "decrypt",
  "sign",
  "verify",
  "deriveKey",
  "deriveBits",
  "wrapKey",
  "unwrapKey",
  "encapsulateKey",
  "encapsulateBits",
  "decapsulateKey",
  "decapsulateBits",
];

export const ENCRYPT = 1;
export const DECRYPT = 2;
export const SIGN = 4;
export const VERIFY = 8;
export const DERIVE_KEY = 16;
export const DERIVE_BITS = 32;
export const WRAP_KEY = 64;
export const UNWRAP_KEY = 128;
export const ENCAPSULATE_KEY = 256;
export const ENCAPSULATE_BITS = 512;
export const DECAPSULATE_KEY = 1024;
export const DECAPSULATE_BITS = 2048;

/** sequence<KeyUsage>. */
export function toKeyUsages(value, where) {
  const names = toSequence(value, (item, at) => toEnum(item, NAMES, at), where);
  let usages = 0;
  for (let i = 0; i < names.length; ++i) usages |= usageNamed(names[i]);
  return usages;
}

/** The bit of a usage; 0 for another string. */
export function usageNamed(name) {
  for (let i = 0; i < NAMES.length; ++i) {
    if (NAMES[i] === name) return 1 << i;
  }
  return 0;
}

/** @returns {string[]} as a List, in the order of the standard */
export function namesOfUsages(usages) {
  const names = new List();
  for (let i = 0; i < NAMES.length; ++i) {
    if ((usages & (1 << i)) !== 0) append(names, NAMES[i]);
  }
  return names;
}

function listed(usages) {
  const names = namesOfUsages(usages);
  let text = "";
  for (let i = 0; i < names.length; ++i) text += `${i === 0 ? "" : ", "}${names[i]}`;
  return text === "" ? "none" : text;
}

/** SyntaxError unless all usages are among those allowed. */
export function requireUsages(usages, allowed, what) {
  const wrong = usages & ~allowed;
  if (wrong === 0) return;
  throw syntaxError(
    `The usages of ${what} have ${listed(wrong)}; expected some of: ${listed(allowed)}.`);
}

/** SyntaxError when there are none. */
export function requireAnyUsage(usages, what) {
  if (usages === 0) throw syntaxError(`The usages of ${what} are empty; expected at least one.`);
}
