// The encodings that TextDecoder knows, by their labels (Encoding Standard, section 4.2).

import {
  RangeError,
  StringPrototypeCharCodeAt,
  StringPrototypeSlice,
  StringPrototypeToLowerCase,
} from "../internal/primordials.js";
import { quote } from "../internal/webidl.js";

const LABELS = { __proto__: null };

function add(encoding, labels) {
  for (const label of labels) LABELS[label] = encoding;
}

add("utf-8", [
  "unicode-1-1-utf-8", "unicode11utf8", "unicode20utf8", "utf-8", "utf8", "x-unicode20utf8",
]);
add("utf-16le", [
  "csunicode", "iso-10646-ucs-2", "ucs-2", "unicode", "unicodefeff", "utf-16", "utf-16le",
]);
add("utf-16be", ["unicodefffe", "utf-16be"]);
add("windows-1252", [
  "ansi_x3.4-1968", "ascii", "cp1252", "cp819", "csisolatin1", "ibm819", "iso-8859-1", "iso-ir-100",
  "iso8859-1", "iso88591", "iso_8859-1", "iso_8859-1:1987", "l1", "latin1", "us-ascii",
  "windows-1252", "x-cp1252",
]);

// ASCII whitespace: U+0009, U+000A, U+000C, U+000D and U+0020.
function isBlank(code) {
  return code === 0x20 || code === 0x09 || code === 0x0a || code === 0x0c || code === 0x0d;
}

function withoutBlanksAround(label) {
  let start = 0;
  let end = label.length;
  while (start < end && isBlank(StringPrototypeCharCodeAt(label, start))) ++start;
  while (end > start && isBlank(StringPrototypeCharCodeAt(label, end - 1))) --end;
  return StringPrototypeSlice(label, start, end);
}

/** The name of the encoding that `label` stands for. RangeError when there is none. */
export function encodingOf(label, where) {
  // Most programs ask for this one.
  if (label === "utf-8") return label;
  const encoding = LABELS[StringPrototypeToLowerCase(withoutBlanksAround(label))];
  if (encoding !== undefined) return encoding;
  throw new RangeError(
    `${where}: ${quote(label)} is no encoding that is known here; expected utf-8, utf-16le, ` +
      "utf-16be, windows-1252 or one of their labels.");
}
