// What the operations of a KV namespace throw, in the words that people know.

import { utf8Length } from "native:kv";
import { Error, TypeError } from "../../js-api/internal/primordials.js";

const MAX_KEY_BYTES = 512;

/**
 * @param {string} method "GET", "GET_BULK", "PUT" or "DELETE"
 * @param {number} status as HTTP has it
 * @param {string} text
 */
export function failure(method, status, text) {
  return new Error(`KV ${method} failed: ${status} ${text}`);
}

/** Throws for text whose UTF-8 is longer than `most` octets. `what`: "Value". */
export function requireLength(method, status, what, text, most) {
  // No UTF-16 code unit becomes more than three octets.
  if (text.length * 3 <= most) return;
  const length = utf8Length(text);
  if (length > most) throw failure(method, status, `${what} length of ${length} exceeds limit of ${most}.`);
}

/** Throws for a key, or the beginning of one, that is too long. */
export function requireKeyLength(method, key) {
  if (key.length * 3 <= MAX_KEY_BYTES) return;
  const length = utf8Length(key);
  if (length <= MAX_KEY_BYTES) return;
  throw failure(method, 414,
    `UTF-8 encoded length of ${length} exceeds key length limit of ${MAX_KEY_BYTES}.`);
}

/** Throws for what cannot be a key. */
export function requireKey(method, key) {
  if (key === "") throw new TypeError("Key name cannot be empty.");
  if (key === "." || key === "..") throw new TypeError(`"${key}" is not allowed as a key name.`);
  requireKeyLength(method, key);
}
