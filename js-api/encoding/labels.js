// The encodings that TextDecoder knows, by their numbers. The native half has their labels.

import { findEncoding } from "native:encoding";
import { RangeError } from "../internal/primordials.js";
import { quote } from "../internal/webidl.js";

// As src/web/text_encodings.h numbers them.
export const UTF_8 = 0;
export const UTF_16LE = 1;
export const UTF_16BE = 2;
export const WINDOWS_1252 = 3;

/** The number of the encoding that `label` stands for. RangeError when there is none. */
export function encodingOf(label, where) {
  // Most programs ask for this one.
  if (label === "utf-8") return UTF_8;
  const encoding = findEncoding(label);
  if (encoding !== undefined) return encoding;
  throw new RangeError(`${where}: ${quote(label)} is no encoding that text can be decoded from; ` +
    'expected a label of the Encoding Standard, such as "utf-8", "latin1" or "shift_jis".');
}
