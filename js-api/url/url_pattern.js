// URLPattern (URL Pattern Standard, section 1). The native half parses patterns into regular
// expressions; they are run here.

import { parsePattern, parsePatternInit, processPatternInit } from "native:url";
import { ReflectDefineProperty, TypeError } from "../internal/primordials.js";
import { List, append, appendPair, toArray } from "../internal/lists.js";
import {
  defineInterface,
  dictionaryOf,
  isObject,
  toBoolean,
  toDictionary,
  toUSVString,
  whereOf,
} from "../internal/webidl.js";
import { inspectSymbol } from "../internal/inspect_hook.js";
import { partsOfUrl } from "./url.js";
import { PatternComponent } from "./url_pattern_component.js";

const NAME = "URLPattern";
const CONSTRUCTOR = whereOf(NAME);

const PROTOCOL = 0;
const USERNAME = 1;
const PASSWORD = 2;
const HOSTNAME = 3;
const PORT = 4;
const PATHNAME = 5;
const SEARCH = 6;
const HASH = 7;
// The order of the native half, and of a URLPatternResult.
const COMPONENTS = [
  "protocol", "username", "password", "hostname", "port", "pathname", "search", "hash",
];
// URLPatternInit, in the order in which a dictionary is read.
const INIT_MEMBERS = dictionaryOf([
  { key: "baseURL", converter: toUSVString },
  { key: "hash", converter: toUSVString },
  { key: "hostname", converter: toUSVString },
  { key: "password", converter: toUSVString },
  { key: "pathname", converter: toUSVString },
  { key: "port", converter: toUSVString },
  { key: "protocol", converter: toUSVString },
  { key: "search", converter: toUSVString },
  { key: "username", converter: toUSVString },
]);
const OPTIONS = dictionaryOf([{ key: "ignoreCase", converter: toBoolean, defaultValue: false }]);
const SPECIAL_SCHEMES = ["http", "https", "ws", "wss", "ftp", "file"];

// URLPatternInput: a string, or the members of a dictionary: name, value, name, value ...
function toInput(value, where) {
  if (value !== undefined && value !== null && !isObject(value)) return toUSVString(value, where);
  const dictionary = toDictionary(value, INIT_MEMBERS, where);
  const members = new List();
  for (let i = 0; i < INIT_MEMBERS.length; ++i) {
    const { key } = INIT_MEMBERS[i];
    if (dictionary[key] !== undefined) appendPair(members, key, dictionary[key]);
  }
  return members;
}

// The input as a URLPatternResult has it.
function fromInput(input) {
  if (typeof input === "string") return input;
  const dictionary = {};
  for (let i = 0; i < input.length; i += 2) {
    ReflectDefineProperty(dictionary, input[i],
      { __proto__: null, value: input[i + 1], writable: true, enumerable: true, configurable: true });
  }
  return dictionary;
}

function requireNoBase(base, where) {
  if (base === undefined) return;
  throw new TypeError(`${where}: there is a base URL beside an object; expected it in the object, ` +
    "as 'baseURL'.");
}

function parse(input, base, ignoreCase, protocolIsSpecial) {
  return typeof input === "string"
    ? parsePattern(input, base, ignoreCase, protocolIsSpecial)
    : parsePatternInit(input, ignoreCase, protocolIsSpecial);
}

function isSpecial(protocol) {
  for (let i = 0; i < SPECIAL_SCHEMES.length; ++i) {
    if (protocol.test(SPECIAL_SCHEMES[i])) return true;
  }
  return false;
}

// Whether the protocol is special says how the rest is read; where a regular expression has to say that,
// the pattern is read in both ways.
function parseComponents(input, base, ignoreCase, where) {
  let texts;
  try {
    texts = parse(input, base, ignoreCase, false);
  } catch (error) {
    texts = parse(input, base, ignoreCase, true);
    const protocol = new PatternComponent(texts, 0, where);
    if (!protocol.isRegExp || !isSpecial(protocol)) throw error;
    return texts;
  }
  const protocol = new PatternComponent(texts, 0, where);
  return protocol.isRegExp && isSpecial(protocol) ? parse(input, base, ignoreCase, true) : texts;
}

function compile(input, base, ignoreCase, where) {
  let texts;
  try {
    texts = parseComponents(input, base, ignoreCase, where);
  } catch (error) {
    throw new TypeError(`${where}: ${error.message}`);
  }
  const components = new List();
  for (let i = 0; i < COMPONENTS.length; ++i) {
    append(components, new PatternComponent(texts, 4 * i, where));
  }
  return components;
}

// What the components are matched with; undefined for what matches nothing.
function partsOf(input, base, where) {
  if (typeof input === "string") return partsOfUrl(input, base);
  requireNoBase(base, where);
  return processPatternInit(input);
}

/** Matches URLs, or parts of them. */
export class URLPattern {
  #components;

  /**
   * @param {string|object} [input] a pattern, or one for each component
   * @param {string|{ignoreCase?: boolean}} [baseURL] for a pattern that is a string; or the options
   * @param {{ignoreCase?: boolean}} [options]
   */
  constructor(input = {}, baseURL = undefined, options = undefined) {
    const hasBase = arguments.length > 2 ||
      (baseURL !== undefined && baseURL !== null && !isObject(baseURL));
    const pattern = toInput(input, CONSTRUCTOR);
    const base = hasBase ? toUSVString(baseURL, CONSTRUCTOR) : undefined;
    const { ignoreCase } = toDictionary(hasBase ? options : baseURL, OPTIONS, CONSTRUCTOR);
    if (typeof pattern !== "string") requireNoBase(base, CONSTRUCTOR);
    this.#components = compile(pattern, base, ignoreCase, CONSTRUCTOR);
  }

  get protocol() {
    return this.#components[PROTOCOL].pattern;
  }

  get username() {
    return this.#components[USERNAME].pattern;
  }

  get password() {
    return this.#components[PASSWORD].pattern;
  }

  get hostname() {
    return this.#components[HOSTNAME].pattern;
  }

  get port() {
    return this.#components[PORT].pattern;
  }

  get pathname() {
    return this.#components[PATHNAME].pattern;
  }

  get search() {
    return this.#components[SEARCH].pattern;
  }

  get hash() {
    return this.#components[HASH].pattern;
  }

  /** Whether a component's pattern has a regular expression in it. */
  get hasRegExpGroups() {
    const components = this.#components;
    for (let i = 0; i < components.length; ++i) {
      if (components[i].hasRegExpGroups) return true;
    }
    return false;
  }

  /** @returns {boolean} whether the input, a URL or its parts, matches */
  test(input = {}, baseURL = undefined) {
    const components = this.#components;
    const where = whereOf(NAME, "test");
    const subject = toInput(input, where);
    const base = baseURL === undefined ? undefined : toUSVString(baseURL, where);
    const parts = partsOf(subject, base, where);
    if (parts === undefined) return false;
    for (let i = 0; i < components.length; ++i) {
      if (!components[i].test(parts[i])) return false;
    }
    return true;
  }

  /** @returns {object|null} of each component, what was matched and its groups; null: no match */
  exec(input = {}, baseURL = undefined) {
    const components = this.#components;
    const where = whereOf(NAME, "exec");
    const subject = toInput(input, where);
    const base = baseURL === undefined ? undefined : toUSVString(baseURL, where);
    const parts = partsOf(subject, base, where);
    if (parts === undefined) return null;
    const inputs = new List();
    append(inputs, fromInput(subject));
    if (base !== undefined) append(inputs, base);
    const found = new List();
    for (let i = 0; i < components.length; ++i) {
      const result = components[i].exec(parts[i]);
      if (result === null) return null;
      append(found, result);
    }
    return {
      inputs: toArray(inputs),
      protocol: found[0],
      username: found[1],
      password: found[2],
      hostname: found[3],
      port: found[4],
      pathname: found[5],
      search: found[6],
      hash: found[7],
    };
  }

  [inspectSymbol]() {
    const fields = { __proto__: null };
    for (let i = 0; i < COMPONENTS.length; ++i) {
      fields[COMPONENTS[i]] = this.#components[i].pattern;
    }
    return fields;
  }
}
defineInterface(URLPattern, NAME);
