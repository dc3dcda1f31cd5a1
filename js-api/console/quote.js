// Strings, numbers and property keys as they are written in source code.

import {
  NumberPrototypeToString,
  ObjectIs,
  RegExpPrototypeExec,
  StringPrototypeCharCodeAt,
  StringPrototypeIncludes,
  StringPrototypeIndexOf,
  StringPrototypePadStart,
  StringPrototypeSlice,
  StringPrototypeToUpperCase,
  SymbolPrototypeToString,
} from "../internal/primordials.js";
import { List, append } from "../internal/lists.js";

const NEEDS_ESCAPE = /[\x00-\x1f\x27\x5c\x7f-\x9f\ud800-\udfff]/;
const IDENTIFIER = /^[a-zA-Z_$][a-zA-Z_$0-9]*$/;
const SHORT_ESCAPES = {
  __proto__: null,
  8: "\\b",
  9: "\\t",
  10: "\\n",
  11: "\\x0B",
  12: "\\f",
  13: "\\r",
  92: "\\\\",
};

function hex(code, width) {
  const digits = StringPrototypeToUpperCase(NumberPrototypeToString(code, 16));
  return StringPrototypePadStart(digits, width, "0");
}

// The quotation mark that needs no escapes, if there is one.
function quotationMark(string) {
  if (!StringPrototypeIncludes(string, "'")) return "'";
  if (!StringPrototypeIncludes(string, '"')) return '"';
  if (!StringPrototypeIncludes(string, "`") && !StringPrototypeIncludes(string, "${")) return "`";
  return "'";
}

// The escape of the code unit at `index`, or undefined when it stands for itself.
function escapeAt(string, index, code, mark) {
  if (SHORT_ESCAPES[code] !== undefined) return SHORT_ESCAPES[code];
  if (code === mark) return "\\'";
  if (code < 0x20 || (code >= 0x7f && code <= 0x9f)) return "\\x" + hex(code, 2);
  if (code >= 0xd800 && code <= 0xdfff) {
    const next = StringPrototypeCharCodeAt(string, index + 1);
    if (code <= 0xdbff && next >= 0xdc00 && next <= 0xdfff) return undefined;
    return "\\u" + hex(code, 4);
  }
  return undefined;
}

/** The string as a literal in single quotes, or in others where that saves escapes. */
export function quote(string) {
  if (RegExpPrototypeExec(NEEDS_ESCAPE, string) === null) return `'${string}'`;
  const mark = quotationMark(string);
  const escapedMark = mark === "'" ? 0x27 : -1;
  let result = mark;
  let copied = 0;
  for (let i = 0; i < string.length; ++i) {
    const code = StringPrototypeCharCodeAt(string, i);
    const escape = escapeAt(string, i, code, escapedMark);
    if (escape !== undefined) {
      result += StringPrototypeSlice(string, copied, i) + escape;
      copied = i + 1;
    } else if (code >= 0xd800 && code <= 0xdbff) {
      ++i;
    }
  }
  return result + StringPrototypeSlice(string, copied) + mark;
}

/** A property key as it is written in an object literal: quoted unless it is an identifier. */
export function quoteKey(key) {
  if (typeof key === "symbol") return `[${SymbolPrototypeToString(key)}]`;
  if (key === "__proto__") return "['__proto__']";
  return RegExpPrototypeExec(IDENTIFIER, key) !== null ? key : quote(key);
}

/** A number or bigint as it is written in source code; negative zero keeps its sign. */
export function formatNumber(value) {
  if (typeof value === "bigint") return `${value}n`;
  return ObjectIs(value, -0) ? "-0" : `${value}`;
}

/** The lines of a string, each with the line feed that ends it. */
export function splitLines(string) {
  const lines = new List();
  let start = 0;
  for (;;) {
    const end = StringPrototypeIndexOf(string, "\n", start);
    if (end === -1 || end === string.length - 1) break;
    append(lines, StringPrototypeSlice(string, start, end + 1));
    start = end + 1;
  }
  append(lines, StringPrototypeSlice(string, start));
  return lines;
}
