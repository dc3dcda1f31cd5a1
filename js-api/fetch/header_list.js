// Header lists (Fetch, section 2.2.2): flat arrays of lower-case name, value, name, value ...
// Names are field names of RFC 9110; values are byte strings without blanks around them.

import {
  ArrayPrototypeSort,
  MapPrototypeClear,
  MapPrototypeGet,
  MapPrototypeGetSize,
  MapPrototypeSet,
  ObjectFreeze,
  RegExpPrototypeExec,
  SafeMap,
  StringPrototypeCharCodeAt,
  StringPrototypeSlice,
  StringPrototypeToLowerCase,
  TypeError,
} from "../internal/primordials.js";
import { List, append, appendPair, copyOf } from "../internal/lists.js";
import { quote } from "../internal/webidl.js";

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
// What keeps a value from being taken as it is.
const UNUSUAL_IN_VALUE = /^[\t\n\r ]|[\t\n\r ]$|[\0\n\r]|[^\0-\xff]/;
const FORBIDDEN_IN_VALUE = /[\0\n\r]/;
const OUTSIDE_LATIN1 = /[^\0-\xff]/;

/** Lists that many responses share. Nobody may change them: see mutableList. */
export const EMPTY_LIST = ObjectFreeze([]);
export const TEXT_LIST = ObjectFreeze(["content-type", "text/plain;charset=UTF-8"]);
export const JSON_LIST = ObjectFreeze(["content-type", "application/json"]);

// The names that most programs use, as they write them, and in lower case.
const KNOWN_NAMES = { __proto__: null };
for (const name of [
  "Accept",
  "Accept-Encoding",
  "Accept-Language",
  "Access-Control-Allow-Origin",
  "Authorization",
  "Cache-Control",
  "Connection",
  "Content-Encoding",
  "Content-Length",
  "Content-Type",
  "Cookie",
  "Date",
  "ETag",
  "Host",
  "If-None-Match",
  "Last-Modified",
  "Location",
  "Origin",
  "Referer",
  "Server",
  "Set-Cookie",
  "User-Agent",
  "Vary",
  "X-Forwarded-For",
]) {
  const lower = StringPrototypeToLowerCase(name);
  KNOWN_NAMES[name] = lower;
  KNOWN_NAMES[lower] = lower;
}

// The other names that came lately, and the same in lower case.
const latestNames = new SafeMap();
const MAX_LATEST = 256;
const LONGEST_LATEST = 64;

function remember(name, lower) {
  if (name.length > LONGEST_LATEST) return;
  if (MapPrototypeGetSize(latestNames) >= MAX_LATEST) MapPrototypeClear(latestNames);
  MapPrototypeSet(latestNames, name, lower);
}

/** A field name that is known to be a token, in lower case. */
export function lowerName(name) {
  return KNOWN_NAMES[name] ?? StringPrototypeToLowerCase(name);
}

/** The field name in lower case. TypeError when it is not a token (RFC 9110, section 5.6.2). */
export function normalizeName(name, where) {
  const known = KNOWN_NAMES[name] ?? MapPrototypeGet(latestNames, name);
  if (known !== undefined) return known;
  if (RegExpPrototypeExec(TOKEN, name) === null) {
    throw new TypeError(
      `${where}: ${quote(name)} is not a valid header name; expected one or more of the letters, ` +
        "digits and signs of an HTTP token.",
    );
  }
  const lower = StringPrototypeToLowerCase(name);
  remember(name, lower);
  return lower;
}

function isBlank(code) {
  return code === 0x20 || code === 0x09 || code === 0x0a || code === 0x0d;
}

function withoutBlanksAround(value) {
  let start = 0;
  let end = value.length;
  while (start < end && isBlank(StringPrototypeCharCodeAt(value, start))) ++start;
  while (end > start && isBlank(StringPrototypeCharCodeAt(value, end - 1))) --end;
  return StringPrototypeSlice(value, start, end);
}

/** The field value without blanks around it. TypeError when HTTP cannot carry it. */
export function normalizeValue(value, name, where) {
  if (RegExpPrototypeExec(UNUSUAL_IN_VALUE, value) === null) return value;
  if (RegExpPrototypeExec(OUTSIDE_LATIN1, value) !== null) {
    throw new TypeError(
      `${where}: the value of the header ${quote(name)} has a character above U+00FF; expected a ` +
        "byte string.",
    );
  }
  const trimmed = withoutBlanksAround(value);
  if (RegExpPrototypeExec(FORBIDDEN_IN_VALUE, trimmed) !== null) {
    throw new TypeError(
      `${where}: the value of the header ${quote(name)} has a NUL, CR or LF, which no header value ` +
        "may hold.",
    );
  }
  return trimmed;
}

// No name and no value has one.
const SEPARATOR = "\n";

function join(list) {
  if (list.length === 0) return "";
  let block = list[0];
  for (let i = 1; i < list.length; ++i) block += SEPARATOR + list[i];
  return block;
}

const TEXT_BLOCK = join(TEXT_LIST);
const JSON_BLOCK = join(JSON_LIST);

/** The list as the server takes it: names and values in turn, with a line feed between them. */
export function fieldBlock(list) {
  return list === TEXT_LIST ? TEXT_BLOCK : list === JSON_LIST ? JSON_BLOCK : join(list);
}

/** A list of the same fields that may be changed. */
export function copyList(list) {
  return copyOf(list);
}

/** The list itself, or a copy when it is one of those that are shared. */
export function mutableList(list) {
  return list === TEXT_LIST || list === EMPTY_LIST || list === JSON_LIST ? copyList(list) : list;
}

/** Whether the list has the lower-case name. */
export function listHas(list, name) {
  for (let i = 0; i < list.length; i += 2) {
    if (list[i] === name) return true;
  }
  return false;
}

/** The values of the lower-case name, joined by ", "; null when there is none. */
export function listGet(list, name) {
  let found = null;
  for (let i = 0; i < list.length; i += 2) {
    if (list[i] === name) found = found === null ? list[i + 1] : `${found}, ${list[i + 1]}`;
  }
  return found;
}

/** Sets the first value of the lower-case name and removes the others, or appends it. */
export function listSet(list, name, value) {
  for (let i = 0; i < list.length; i += 2) {
    if (list[i] !== name) continue;
    list[i + 1] = value;
    listDelete(list, name, i + 2);
    return;
  }
  appendPair(list, name, value);
}

/** Removes the lower-case name from index `from` on. */
export function listDelete(list, name, from = 0) {
  let kept = from;
  for (let i = from; i < list.length; i += 2) {
    if (list[i] === name) continue;
    if (kept !== i) {
      list[kept] = list[i];
      list[kept + 1] = list[i + 1];
    }
    kept += 2;
  }
  list.length = kept;
}

function compareNames(a, b) {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : a.index - b.index;
}

/**
 * "Sort and combine": flat name, value ... in the order of names, where only set-cookie comes more
 * than once.
 */
export function sortAndCombine(list) {
  const entries = new List();
  for (let i = 0; i < list.length; i += 2) {
    append(entries, { __proto__: null, name: list[i], value: list[i + 1], index: i });
  }
  ArrayPrototypeSort(entries, compareNames);
  const sorted = new List();
  for (let i = 0; i < entries.length; ++i) {
    const { name, value } = entries[i];
    const last = sorted.length - 2;
    if (last >= 0 && sorted[last] === name && name !== "set-cookie") {
      sorted[last + 1] = `${sorted[last + 1]}, ${value}`;
    } else {
      appendPair(sorted, name, value);
    }
  }
  return sorted;
}
