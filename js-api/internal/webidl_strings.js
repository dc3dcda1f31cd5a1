// Web IDL's string types, and values in messages.

import {
  JSONStringify,
  RegExpPrototypeExec,
  StringPrototypeSlice,
  StringPrototypeToWellFormed,
  TypeError,
} from "./primordials.js";

const OUTSIDE_LATIN1 = /[^\x00-\xff]/;
const LONGEST_QUOTE = 80;

/** A string in quotation marks for a message: escaped, and shortened when it is long. */
export function quote(string) {
  if (string.length <= LONGEST_QUOTE) return JSONStringify(string);
  return `${JSONStringify(StringPrototypeSlice(string, 0, LONGEST_QUOTE))}...`;
}

/** What a value is, for a message. Runs no code of the worker. */
export function describe(value) {
  switch (typeof value) {
    case "string":
      return `the string ${quote(value)}`;
    case "number":
      return `the number ${value}`;
    case "boolean":
      return `the boolean ${value}`;
    case "undefined":
      return "undefined";
    case "object":
      return value === null ? "null" : "an object";
    default:
      return `a ${typeof value}`;
  }
}

/** DOMString: any UTF-16 string. */
export function toDOMString(value, where = "Failed to convert a value") {
  if (typeof value === "string") return value;
  if (typeof value === "symbol") {
    throw new TypeError(`${where}: a Symbol cannot be converted to a string.`);
  }
  return `${value}`;
}

/** USVString: a string without lone surrogates; U+FFFD takes their place. */
export function toUSVString(value, where = undefined) {
  return StringPrototypeToWellFormed(typeof value === "string" ? value : toDOMString(value, where));
}

/** ByteString: a string of code units up to U+00FF; TypeError for others. */
export function toByteString(value, where = "Failed to convert a value") {
  const string = typeof value === "string" ? value : toDOMString(value, where);
  if (RegExpPrototypeExec(OUTSIDE_LATIN1, string) !== null) {
    throw new TypeError(
      `${where}: ${quote(string)} has a character above U+00FF; expected a byte string.`,
    );
  }
  return string;
}
