// Reading multipart/form-data (RFC 7578; Fetch, section 5.3). What arrives may be
// anything: whatever is not as the format has it is a TypeError.

import { utf8Decode, utf8Encode } from "native:encoding";
import {
  MathMax,
  RegExpPrototypeExec,
  StringPrototypeIndexOf,
  StringPrototypeSlice,
  StringPrototypeToLowerCase,
  StringPrototypeTrim,
  TypeError,
  TypedArrayPrototypeGetByteLength,
  TypedArrayPrototypeIndexOf,
} from "../internal/primordials.js";
import { List, appendPair } from "../internal/lists.js";
import { subarray } from "../internal/buffer_source.js";
import { quote } from "../internal/webidl.js";
import { normalizeType } from "../blob/blob_parts.js";
import { createFile } from "../blob/file.js";
import { percentDecode } from "./urlencoded.js";

const MAX_BOUNDARY = 70;
const MAX_HEADERS = 16384;
const CR = 0x0d;
const LF = 0x0a;
const DASH = 0x2d;
const SPACE = 0x20;
const TAB = 0x09;

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const EXTENDED_VALUE = /^utf-8'[^']*'(.*)$/i;

function malformed(what, at) {
  return new TypeError(`Malformed multipart/form-data body at octet ${at}: ${what}.`);
}

function matches(bytes, at, expected) {
  const length = TypedArrayPrototypeGetByteLength(expected);
  for (let i = 0; i < length; ++i) {
    if (bytes[at + i] !== expected[i]) return false;
  }
  return true;
}

// Where `needle`, which begins with CR, is at or after `from`; -1 if nowhere.
function find(bytes, needle, from) {
  const last = TypedArrayPrototypeGetByteLength(bytes) -
    TypedArrayPrototypeGetByteLength(needle);
  let at = from;
  while (at <= last) {
    at = TypedArrayPrototypeIndexOf(bytes, CR, at);
    if (at === -1 || at > last) return -1;
    if (matches(bytes, at, needle)) return at;
    ++at;
  }
  return -1;
}

function decode(bytes) {
  return utf8Decode(bytes, false, true);
}

// The text of a quoted parameter: HTML writes a quote, CR and LF as %22, %0D and %0A.
function unescape(text) {
  let result = "";
  let copied = 0;
  let at = StringPrototypeIndexOf(text, "%");
  while (at !== -1) {
    const code = StringPrototypeSlice(text, at, at + 3);
    const octet = code === "%22" ? '"' : code === "%0D" || code === "%0d" ? "\r" :
      code === "%0A" || code === "%0a" ? "\n" : undefined;
    if (octet !== undefined) {
      result += StringPrototypeSlice(text, copied, at) + octet;
      copied = at + 3;
    }
    at = StringPrototypeIndexOf(text, "%", at + 1);
  }
  return result + StringPrototypeSlice(text, copied);
}

function extendedValue(text) {
  const match = RegExpPrototypeExec(EXTENDED_VALUE, text);
  return match === null ? undefined : decode(percentDecode(utf8Encode(match[1]), false));
}

// Reads one parameter after its "=": [value, index after it].
function readParameter(text, from, at) {
  if (text[from] === '"') {
    const end = StringPrototypeIndexOf(text, '"', from + 1);
    if (end === -1) throw malformed("a parameter's closing quotation mark is missing", at);
    const value = unescape(StringPrototypeSlice(text, from + 1, end));
    return { __proto__: null, value, end: end + 1 };
  }
  let end = StringPrototypeIndexOf(text, ";", from);
  if (end === -1) end = text.length;
  const value = StringPrototypeTrim(StringPrototypeSlice(text, from, end));
  return { __proto__: null, value, end };
}

// Content-Disposition: form-data; name="..."; filename="..."
function readDisposition(text, part, at) {
  const semicolon = StringPrototypeIndexOf(text, ";");
  const kind = semicolon === -1 ? text : StringPrototypeSlice(text, 0, semicolon);
  if (StringPrototypeToLowerCase(StringPrototypeTrim(kind)) !== "form-data") {
    throw malformed(`Content-Disposition is ${quote(kind)}; expected "form-data"`, at);
  }
  let index = semicolon;
  while (index !== -1 && index < text.length) {
    ++index;
    const equals = StringPrototypeIndexOf(text, "=", index);
    if (equals === -1) {
      if (StringPrototypeTrim(StringPrototypeSlice(text, index)) === "") return;
      throw malformed("a parameter of Content-Disposition has no value", at);
    }
    const name = StringPrototypeToLowerCase(
      StringPrototypeTrim(StringPrototypeSlice(text, index, equals)));
    const { value, end } = readParameter(text, equals + 1, at);
    if (name === "name") part.name = value;
    if (name === "filename") part.fileName ??= value;
    if (name === "filename*") part.fileName = extendedValue(value) ?? part.fileName;
    index = StringPrototypeIndexOf(text, ";", end);
    const gap = StringPrototypeSlice(text, end, index === -1 ? text.length : index);
    if (StringPrototypeTrim(gap) !== "") {
      throw malformed(`${quote(gap)} follows a parameter of Content-Disposition`, at);
    }
  }
}

function readHeader(line, part, at) {
  const colon = StringPrototypeIndexOf(line, ":");
  const name = colon === -1 ? line : StringPrototypeSlice(line, 0, colon);
  if (colon === -1 || RegExpPrototypeExec(TOKEN, name) === null) {
    throw malformed(`${quote(line)} is not a header field`, at);
  }
  const value = StringPrototypeTrim(StringPrototypeSlice(line, colon + 1));
  const key = StringPrototypeToLowerCase(name);
  if (key === "content-disposition") {
    if (part.name !== undefined) throw malformed("a second Content-Disposition", at);
    readDisposition(value, part, at);
  } else if (key === "content-type") {
    part.type = value;
  }
}

// Reads the header fields from `at` into `part`; returns where the part's content begins.
function readHeaders(bytes, at, part) {
  const start = at;
  for (;;) {
    const end = TypedArrayPrototypeIndexOf(bytes, CR, at);
    if (end === -1 || bytes[end + 1] !== LF) {
      throw malformed("a header field does not end with CR LF", at);
    }
    if (end - start > MAX_HEADERS) {
      throw malformed(`a part's header is longer than ${MAX_HEADERS} octets`, start);
    }
    if (end === at) break;
    readHeader(decode(subarray(bytes, at, end)), part, at);
    at = end + 2;
  }
  if (part.name === undefined) throw malformed("a part has no name", start);
  return at + 2;
}

function valueOf(part, content) {
  if (part.fileName === undefined) return decode(content);
  return createFile(content, normalizeType(part.type ?? "text/plain"), part.fileName);
}

function toDelimiter(boundary) {
  if (boundary.length === 0 || boundary.length > MAX_BOUNDARY) {
    throw new TypeError(
      `The multipart boundary has ${boundary.length} characters; expected 1 to ${MAX_BOUNDARY}.`);
  }
  return utf8Encode(`\r\n--${boundary}`);
}

// Where the first boundary ends.
function skipFirstBoundary(bytes, delimiter) {
  const firstLength = TypedArrayPrototypeGetByteLength(delimiter) - 2;
  let at = 0;
  while (bytes[at] === CR && bytes[at + 1] === LF) at += 2;
  if (!matches(bytes, at, subarray(delimiter, 2, firstLength + 2))) {
    throw malformed("the first boundary is missing", at);
  }
  return at + firstLength;
}

// Where the line of a boundary that ends at `at` ends; -1 after the last boundary.
function skipBoundaryEnd(bytes, at) {
  if (bytes[at] === DASH && bytes[at + 1] === DASH) return -1;
  while (bytes[at] === SPACE || bytes[at] === TAB) ++at;
  if (bytes[at] !== CR || bytes[at + 1] !== LF) {
    throw malformed("a boundary is not followed by CR LF or --", at);
  }
  return at + 2;
}

/**
 * The entries of a body, as a flat array: name, string or File, name ... The Files share the
 * memory of `bytes`, which must not change any more.
 * Throws a TypeError that says at which octet the body is not as the format has it.
 */
export function parseMultipart(bytes, boundary) {
  const delimiter = toDelimiter(boundary);
  const size = TypedArrayPrototypeGetByteLength(bytes);
  const pairs = new List();
  let at = skipBoundaryEnd(bytes, skipFirstBoundary(bytes, delimiter));
  while (at !== -1) {
    const part = { __proto__: null, name: undefined, fileName: undefined, type: undefined };
    const start = readHeaders(bytes, at, part);
    // The CR LF that ends the header is also the one before the boundary when there is no content.
    const end = find(bytes, delimiter, start - 2);
    if (end === -1) throw malformed("the last boundary is missing", size);
    const content = subarray(bytes, start, MathMax(start, end));
    appendPair(pairs, part.name, valueOf(part, content));
    at = skipBoundaryEnd(bytes, end + TypedArrayPrototypeGetByteLength(delimiter));
  }
  return pairs;
}
