// MIME types (MIME Sniffing, section 4) as far as bodies need them (Fetch, section 3.7).

import {
  RegExpPrototypeExec,
  StringPrototypeCharCodeAt,
  StringPrototypeIndexOf,
  StringPrototypeSlice,
  StringPrototypeToLowerCase,
} from "../internal/primordials.js";
import { List, append, appendPair } from "../internal/lists.js";

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** A parsed MIME type: its essence ("text/html") and its parameters, flat: name, value ... */
class MimeType {
  essence;
  parameters = new List();

  constructor(essence) {
    this.essence = essence;
  }

  /** The value of the parameter of that lower-case name, or null. */
  get(name) {
    for (let i = 0; i < this.parameters.length; i += 2) {
      if (this.parameters[i] === name) return this.parameters[i + 1];
    }
    return null;
  }

  toString() {
    let text = this.essence;
    for (let i = 0; i < this.parameters.length; i += 2) {
      const value = this.parameters[i + 1];
      text += `;${this.parameters[i]}=`;
      text += RegExpPrototypeExec(TOKEN, value) === null ? quoted(value) : value;
    }
    return text;
  }
}

function quoted(value) {
  let text = '"';
  for (let i = 0; i < value.length; ++i) {
    if (value[i] === '"' || value[i] === "\\") text += "\\";
    text += value[i];
  }
  return `${text}"`;
}

function isBlank(code) {
  return code === 0x20 || code === 0x09 || code === 0x0a || code === 0x0d;
}

function trimEnd(text) {
  let end = text.length;
  while (end > 0 && isBlank(StringPrototypeCharCodeAt(text, end - 1))) --end;
  return StringPrototypeSlice(text, 0, end);
}

function trim(text) {
  let start = 0;
  while (start < text.length && isBlank(StringPrototypeCharCodeAt(text, start))) ++start;
  return trimEnd(StringPrototypeSlice(text, start));
}

function find(text, character, from) {
  const at = StringPrototypeIndexOf(text, character, from);
  return at === -1 ? text.length : at;
}

// "Collect an HTTP quoted string" whose opening mark is at `at`: its value and where it ends.
function readQuoted(text, at) {
  let value = "";
  for (++at; at < text.length && text[at] !== '"'; ++at) {
    if (text[at] === "\\" && at + 1 < text.length) ++at;
    value += text[at];
  }
  return { __proto__: null, value, end: at + 1 };
}

function readParameters(text, at, type) {
  while (at < text.length) {
    ++at;
    while (at < text.length && isBlank(StringPrototypeCharCodeAt(text, at))) ++at;
    const semicolon = find(text, ";", at);
    const equals = find(text, "=", at);
    if (equals >= semicolon) {
      at = semicolon;
      continue;
    }
    const name = StringPrototypeToLowerCase(StringPrototypeSlice(text, at, equals));
    let value;
    if (text[equals + 1] === '"') {
      const string = readQuoted(text, equals + 1);
      ({ value } = string);
      at = find(text, ";", string.end);
    } else {
      at = semicolon;
      value = trimEnd(StringPrototypeSlice(text, equals + 1, at));
      if (value === "") continue;
    }
    if (
      RegExpPrototypeExec(TOKEN, name) !== null && RegExpPrototypeExec(VALUE, value) !== null &&
      type.get(name) === null
    ) {
      appendPair(type.parameters, name, value);
    }
  }
}

/** @returns {MimeType|null} "parse a MIME type"; null when it is none */
export function parseMimeType(text) {
  text = trim(text);
  const slash = StringPrototypeIndexOf(text, "/");
  if (slash === -1) return null;
  const semicolon = find(text, ";", slash);
  const type = StringPrototypeSlice(text, 0, slash);
  const subtype = trim(StringPrototypeSlice(text, slash + 1, semicolon));
  if (RegExpPrototypeExec(TOKEN, type) === null || RegExpPrototypeExec(TOKEN, subtype) === null) {
    return null;
  }
  const parsed = new MimeType(StringPrototypeToLowerCase(`${type}/${subtype}`));
  readParameters(text, semicolon, parsed);
  return parsed;
}

// The members of a list that commas separate, but not those within quotation marks.
function splitList(text) {
  const members = new List();
  let start = 0;
  for (let at = 0; at <= text.length; ++at) {
    if (text[at] === '"') {
      at = readQuoted(text, at).end - 1;
    } else if (at === text.length || text[at] === ",") {
      append(members, StringPrototypeSlice(text, start, at));
      start = at + 1;
    }
  }
  if (start < text.length) append(members, StringPrototypeSlice(text, start));
  return members;
}

/**
 * "Extract a MIME type" from the combined value of Content-Type.
 * @param {string|null} value
 * @returns {MimeType|null}
 */
export function extractMimeType(value) {
  if (value === null) return null;
  let found = null;
  let charset = null;
  const members = splitList(value);
  for (let i = 0; i < members.length; ++i) {
    const type = parseMimeType(members[i]);
    if (type === null || type.essence === "*/*") continue;
    if (found === null || type.essence !== found.essence) {
      charset = type.get("charset");
    } else if (type.get("charset") === null && charset !== null) {
      appendPair(type.parameters, "charset", charset);
    }
    found = type;
  }
  return found;
}
