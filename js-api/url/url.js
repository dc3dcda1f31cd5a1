// URL (URL Standard, section 6.1). The native half parses; the parts are slices of the href, made
// when somebody asks for them.

import { canParse, parse, setPart } from "native:url";
import {
  Int32Array,
  StringPrototypeSlice,
  TypeError,
} from "../internal/primordials.js";
import {
  defineInterface,
  quote,
  requireArguments,
  toUSVString,
  whereOf,
} from "../internal/webidl.js";
import { inspectSymbol } from "../internal/inspect_hook.js";
import { newLiveSearchParams, replaceSearchParams } from "./url_search_params.js";

const NAME = "URL";
const CONSTRUCTOR = whereOf(NAME);
// Marks the constructor calls of this module, whose second argument was parsed already.
const PARSED = {};

// The parts that setPart changes, as src/web/url_record.h numbers them.
const PROTOCOL = 0;
const USERNAME = 1;
const PASSWORD = 2;
const HOST = 3;
const HOSTNAME = 4;
const PORT = 5;
const PATHNAME = 6;
const SEARCH = 7;
const HASH = 8;

// Where the parts of the URL that was parsed last lie, as src/web/url_record.h describes; -1 for
// what is absent.
const offsets = new Int32Array(8);
const ABSENT = -1;

function parseOrThrow(url, base, where) {
  const href = parse(url, base, offsets);
  if (href !== undefined) return href === "" ? url : href;
  const against = base === undefined ? "" : ` with the base ${quote(base)}`;
  throw new TypeError(`${where}: ${quote(url)} is not a valid URL${against}.`);
}

let partsOf;

// Outside the class: a bundler gives a class that names itself another name.
function newURL(url, base) {
  return new URL(url, base);
}

/** URL Standard, section 6.1. */
export class URL {
  #href;
  #protocolEnd;
  #usernameEnd;
  #hostStart;
  #hostEnd;
  #port;
  #pathnameStart;
  #searchStart;
  #hashStart;
  #searchParams = null;

  /**
   * @param {string} url
   * @param {string} [base] an absolute URL that `url` may be relative to
   */
  constructor(url, base = undefined) {
    if (url === PARSED) {
      this.#take(base);
      return;
    }
    requireArguments(1, arguments.length, NAME);
    url = toUSVString(url, CONSTRUCTOR);
    if (base !== undefined) base = toUSVString(base, CONSTRUCTOR);
    this.#take(parseOrThrow(url, base, CONSTRUCTOR));
  }

  /** @returns {URL|null} null where the constructor would throw */
  static parse(url, base = undefined) {
    requireArguments(1, arguments.length, NAME, "parse");
    const where = whereOf(NAME, "parse");
    url = toUSVString(url, where);
    if (base !== undefined) base = toUSVString(base, where);
    const href = parse(url, base, offsets);
    return href === undefined ? null : newURL(PARSED, href === "" ? url : href);
  }

  static canParse(url, base = undefined) {
    requireArguments(1, arguments.length, NAME, "canParse");
    const where = whereOf(NAME, "canParse");
    url = toUSVString(url, where);
    return canParse(url, base === undefined ? undefined : toUSVString(base, where));
  }

  // The URL that was parsed last is this one's.
  #take(href) {
    this.#href = href;
    this.#protocolEnd = offsets[0];
    this.#usernameEnd = offsets[1];
    this.#hostStart = offsets[2];
    this.#hostEnd = offsets[3];
    this.#port = offsets[4];
    this.#pathnameStart = offsets[5];
    this.#searchStart = offsets[6];
    this.#hashStart = offsets[7];
  }

  #set(part, value) {
    const text = toUSVString(value);
    const href = setPart(this.#href, part, text, offsets);
    this.#take(href === "" ? this.#href : href);
  }

  #slice(start, end) {
    return StringPrototypeSlice(this.#href, start, end);
  }

  // Where the host begins: behind the "@", if there is one.
  #hostBegin() {
    const start = this.#hostStart;
    return this.#hostEnd > start && this.#href[start] === "@" ? start + 1 : start;
  }

  #pathnameEnd() {
    if (this.#searchStart !== ABSENT) return this.#searchStart;
    return this.#hashStart !== ABSENT ? this.#hashStart : this.#href.length;
  }

  #protocol() {
    return this.#slice(0, this.#protocolEnd);
  }

  #host() {
    const start = this.#hostBegin();
    // Between an empty host and the path there may be a "/.".
    return start === this.#hostEnd ? "" : this.#slice(start, this.#pathnameStart);
  }

  #pathname() {
    return this.#slice(this.#pathnameStart, this.#pathnameEnd());
  }

  #search() {
    const start = this.#searchStart;
    if (start === ABSENT) return "";
    const end = this.#hashStart === ABSENT ? this.#href.length : this.#hashStart;
    return end - start <= 1 ? "" : this.#slice(start, end);
  }

  #usernamePart() {
    const start = this.#protocolEnd + 2;
    return start < this.#usernameEnd ? this.#slice(start, this.#usernameEnd) : "";
  }

  #passwordPart() {
    if (this.#hostStart <= this.#usernameEnd) return "";
    return this.#slice(this.#usernameEnd + 1, this.#hostStart);
  }

  #hostnamePart() {
    return this.#slice(this.#hostBegin(), this.#hostEnd);
  }

  #hashPart() {
    const start = this.#hashStart;
    return start === ABSENT || this.#href.length - start <= 1 ? "" : this.#slice(start);
  }

  #paramsPart() {
    this.#searchParams ??= newLiveSearchParams(this.#search(), (query) => this.#set(SEARCH, query));
    return this.#searchParams;
  }

  #origin() {
    const protocol = this.#protocol();
    switch (protocol) {
      case "http:":
      case "https:":
      case "ws:":
      case "wss:":
      case "ftp:":
        return `${protocol}//${this.#host()}`;
      case "blob:": {
        const path = this.#pathname();
        if (!canParse(path, undefined)) return "null";
        const inner = newURL(path);
        const kind = inner.#protocol();
        return kind === "http:" || kind === "https:" ? inner.#origin() : "null";
      }
      default:
        return "null";
    }
  }

  get href() {
    return this.#href;
  }

  set href(value) {
    this.#href;
    const url = toUSVString(value);
    this.#take(parseOrThrow(url, undefined, "Failed to set the 'href' property on 'URL'"));
    if (this.#searchParams !== null) replaceSearchParams(this.#searchParams, this.#search());
  }

  get origin() {
    return this.#origin();
  }

  get protocol() {
    return this.#protocol();
  }

  set protocol(value) {
    this.#set(PROTOCOL, value);
  }

  get username() {
    return this.#usernamePart();
  }

  set username(value) {
    this.#set(USERNAME, value);
  }

  get password() {
    return this.#passwordPart();
  }

  set password(value) {
    this.#set(PASSWORD, value);
  }

  get host() {
    return this.#host();
  }

  set host(value) {
    this.#set(HOST, value);
  }

  get hostname() {
    return this.#hostnamePart();
  }

  set hostname(value) {
    this.#set(HOSTNAME, value);
  }

  get port() {
    return this.#port === ABSENT ? "" : `${this.#port}`;
  }

  set port(value) {
    this.#set(PORT, value);
  }

  get pathname() {
    return this.#pathname();
  }

  set pathname(value) {
    this.#set(PATHNAME, value);
  }

  get search() {
    return this.#search();
  }

  set search(value) {
    this.#set(SEARCH, value);
    if (this.#searchParams !== null) replaceSearchParams(this.#searchParams, this.#search());
  }

  /** @returns {URLSearchParams} always the same one; changes go both ways */
  get searchParams() {
    return this.#paramsPart();
  }

  get hash() {
    return this.#hashPart();
  }

  set hash(value) {
    this.#set(HASH, value);
  }

  toString() {
    return this.#href;
  }

  toJSON() {
    return this.#href;
  }

  [inspectSymbol]() {
    return {
      __proto__: null,
      href: this.#href,
      origin: this.#origin(),
      protocol: this.#protocol(),
      username: this.#usernamePart(),
      password: this.#passwordPart(),
      host: this.#host(),
      hostname: this.#hostnamePart(),
      port: this.#port === ABSENT ? "" : `${this.#port}`,
      pathname: this.#pathname(),
      search: this.#search(),
      searchParams: this.#paramsPart(),
      hash: this.#hashPart(),
    };
  }

  static {
    partsOf = (url) => [
      StringPrototypeSlice(url.#protocol(), 0, -1),
      url.#usernamePart(),
      url.#passwordPart(),
      url.#hostnamePart(),
      url.#port === ABSENT ? "" : `${url.#port}`,
      url.#pathname(),
      StringPrototypeSlice(url.#search(), 1),
      StringPrototypeSlice(url.#hashPart(), 1),
    ];
  }
}
defineInterface(URL, "URL");

/**
 * The protocol, username, password, hostname, port, pathname, search and hash of a URL, without the
 * ":", "?" and "#" around them; undefined when it is none.
 */
export function partsOfUrl(url, base) {
  const href = parse(url, base, offsets);
  return href === undefined ? undefined : partsOf(newURL(PARSED, href === "" ? url : href));
}
