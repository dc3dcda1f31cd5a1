// The console's format specifiers (Console Standard, section 2.2 "Formatter").

import {
  FunctionPrototypeToString,
  NumberParseFloat,
  NumberParseInt,
  String,
  StringPrototypeCharCodeAt,
  StringPrototypeEndsWith,
  StringPrototypeIndexOf,
  StringPrototypeSlice,
} from "../internal/primordials.js";
import { inspect } from "./inspect.js";
import { dataProperty } from "./properties.js";
import { formatNumber } from "./quote.js";

function isObject(value) {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}

function isBuiltin(fn) {
  return StringPrototypeEndsWith(FunctionPrototypeToString(fn), "{ [native code] }");
}

// %s: a string as it is, an object that says how to become one in its own words.
function asString(value) {
  if (typeof value === "number" || typeof value === "bigint") return formatNumber(value);
  if (typeof value !== "object" || value === null) return String(value);
  const method = dataProperty(value, "toString");
  if (typeof method !== "function" || isBuiltin(method)) {
    return inspect(value, { __proto__: null, depth: 0 });
  }
  return String(value);
}

function asInteger(value) {
  if (typeof value === "bigint") return formatNumber(value);
  if (typeof value === "symbol" || isObject(value)) return "NaN";
  return formatNumber(NumberParseInt(String(value), 10));
}

function asNumber(value) {
  if (typeof value === "bigint") return formatNumber(value);
  if (typeof value === "symbol" || isObject(value)) return "NaN";
  return formatNumber(+value);
}

function asFloat(value) {
  if (typeof value === "symbol" || isObject(value)) return "NaN";
  return formatNumber(NumberParseFloat(String(value)));
}

// The text for the specifier of character code `code`, or undefined if there is no such one.
function specified(code, value) {
  switch (code) {
    case 0x73: // s
      return asString(value);
    case 0x64: // d
      return asNumber(value);
    case 0x69: // i
      return asInteger(value);
    case 0x66: // f
      return asFloat(value);
    case 0x6f: // o
      return inspect(value, { __proto__: null, depth: 4 });
    case 0x4f: // O
      return inspect(value);
    case 0x63: // c: styles have no meaning in a log
      return "";
    default:
      return undefined;
  }
}

function formatFirst(template, values, used) {
  let text = "";
  let copied = 0;
  let at = StringPrototypeIndexOf(template, "%");
  while (at !== -1 && at + 1 < template.length) {
    const code = StringPrototypeCharCodeAt(template, at + 1);
    let replacement;
    if (code === 0x25) {
      replacement = "%";
    } else if (used.count < values.length) {
      replacement = specified(code, values[used.count]);
      if (replacement !== undefined) ++used.count;
    }
    if (replacement !== undefined) {
      text += StringPrototypeSlice(template, copied, at) + replacement;
      copied = at + 2;
      at = StringPrototypeIndexOf(template, "%", at + 2);
    } else {
      at = StringPrototypeIndexOf(template, "%", at + 1);
    }
  }
  return text + StringPrototypeSlice(template, copied);
}

/**
 * The text of one console call: the first value's format specifiers take the values after it, and
 * the rest follow with spaces between. Strings are shown as they are, everything else inspected.
 */
export function format(values) {
  if (values.length === 0) return "";
  const first = values[0];
  if (values.length === 1) return typeof first === "string" ? first : inspect(first);
  const used = { __proto__: null, count: 1 };
  let text = typeof first === "string" ? formatFirst(first, values, used) : inspect(first);
  for (let i = used.count; i < values.length; ++i) {
    text += typeof values[i] === "string" ? ` ${values[i]}` : ` ${inspect(values[i])}`;
  }
  return text;
}
