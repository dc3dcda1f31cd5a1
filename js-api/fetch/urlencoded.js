// application/x-www-form-urlencoded (URL Standard, section 5).

import { utf8Decode } from "native:encoding";
import {
  TypedArrayPrototypeGetByteLength,
  TypedArrayPrototypeIndexOf,
  Uint8Array,
} from "../internal/primordials.js";
import { List, appendPair } from "../internal/lists.js";
import { subarray } from "../internal/buffer_source.js";

const AMPERSAND = 0x26;
const EQUALS = 0x3d;
const PLUS = 0x2b;
const PERCENT = 0x25;
const SPACE = 0x20;

/** The value of a hexadecimal digit's character code; -1 for any other. */
export function hexDigit(code) {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const letter = code | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}

/**
 * Decodes %XX and, where `plus` says so, "+" for a space. The result is a view: of `bytes`
 * themselves when there is nothing to decode.
 */
export function percentDecode(bytes, plus) {
  if (TypedArrayPrototypeIndexOf(bytes, PERCENT) === -1 &&
      (!plus || TypedArrayPrototypeIndexOf(bytes, PLUS) === -1)) {
    return bytes;
  }
  const size = TypedArrayPrototypeGetByteLength(bytes);
  const decoded = new Uint8Array(size);
  let length = 0;
  for (let i = 0; i < size; ++i) {
    let octet = bytes[i];
    if (octet === PERCENT && i + 2 < size) {
      const high = hexDigit(bytes[i + 1]);
      const low = hexDigit(bytes[i + 2]);
      if (high !== -1 && low !== -1) {
        octet = high * 16 + low;
        i += 2;
      }
    } else if (plus && octet === PLUS) {
      octet = SPACE;
    }
    decoded[length++] = octet;
  }
  return subarray(decoded, 0, length);
}

function decode(bytes) {
  return utf8Decode(percentDecode(bytes, true), false, true);
}

/** @returns {string[]} the names and values in `bytes`: name, value, name, value ... */
export function parseUrlEncoded(bytes) {
  const size = TypedArrayPrototypeGetByteLength(bytes);
  const pairs = new List();
  for (let start = 0; start < size;) {
    let end = TypedArrayPrototypeIndexOf(bytes, AMPERSAND, start);
    if (end === -1) end = size;
    if (end > start) {
      const pair = subarray(bytes, start, end);
      const equals = TypedArrayPrototypeIndexOf(pair, EQUALS);
      const nameEnd = equals === -1 ? end - start : equals;
      const value = equals === -1 ? "" : decode(subarray(pair, equals + 1, end - start));
      appendPair(pairs, decode(subarray(pair, 0, nameEnd)), value);
    }
    start = end + 1;
  }
  return pairs;
}
