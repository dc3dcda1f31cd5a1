// What a redirect makes of a request ("HTTP-redirect fetch", Fetch, section 4.4).

import { parse } from "native:url";
import {
  RegExpPrototypeExec,
  StringPrototypeCharCodeAt,
  StringPrototypeIndexOf,
  StringPrototypeSlice,
  StringPrototypeStartsWith,
  TypeError,
  Uint32Array,
} from "../../js-api/internal/primordials.js";
import { quote } from "../../js-api/internal/webidl.js";
import { copyList, listDelete } from "../../js-api/fetch/header_list.js";
import { hadCredentials, parseURL } from "../../js-api/fetch/parse_url.js";

const MAX_REDIRECTS = 20;
const BODY_HEADERS = [
  "content-encoding", "content-language", "content-length", "content-location", "content-type",
];
// What is meant for one origin.
const CREDENTIALS = ["authorization", "cookie", "proxy-authorization"];

const NON_ASCII = /[\x80-\xff]/;
const HEX = "0123456789ABCDEF";

const offsets = new Uint32Array(8);

/** The URL up to its fragment. */
export function withoutFragment(url) {
  const hash = StringPrototypeIndexOf(url, "#");
  return hash < 0 ? url : StringPrototypeSlice(url, 0, hash);
}

/** Whether it is a URL that this runtime asks servers for. */
export function isHTTP(url) {
  return StringPrototypeStartsWith(url, "http://") || StringPrototypeStartsWith(url, "https://");
}

/** Scheme, host and port, as they stand in a serialised http(s) URL. */
export function originOf(url) {
  let end = StringPrototypeIndexOf(url, "//") + 2;
  while (end < url.length && url[end] !== "/" && url[end] !== "?" && url[end] !== "#") ++end;
  return StringPrototypeSlice(url, 0, end);
}

// The octets of a Location beyond ASCII as they are: mostly they are those of UTF-8.
function percentEncoded(location) {
  if (RegExpPrototypeExec(NON_ASCII, location) === null) return location;
  let text = "";
  for (let i = 0; i < location.length; ++i) {
    const octet = StringPrototypeCharCodeAt(location, i);
    text += octet < 0x80 ? location[i] : `%${HEX[octet >> 4]}${HEX[octet & 15]}`;
  }
  return text;
}

function locationOf(location, base) {
  const href = parse(location, base, offsets);
  const url = href === undefined ? undefined : parseURL(href === "" ? location : href);
  if (url === undefined) {
    throw new TypeError(`fetch failed: ${quote(base)} redirects to ${quote(location)}, no URL`);
  }
  if (!isHTTP(url)) {
    throw new TypeError(
      `fetch failed: ${quote(base)} redirects to ${quote(url)}; expected an http: or https: URL`);
  }
  if (hadCredentials()) {
    throw new TypeError(
      `fetch failed: ${quote(base)} redirects to a URL with a user name or a password`);
  }
  const hash = StringPrototypeIndexOf(base, "#");
  return hash < 0 || StringPrototypeIndexOf(url, "#") >= 0
    ? url
    : url + StringPrototypeSlice(base, hash);
}

function removeAll(list, names) {
  for (let i = 0; i < names.length; ++i) listDelete(list, names[i]);
}

/**
 * Changes a request to the one that follows from a redirect.
 * @param {{url: string, method: string, list: List, body: any, redirects: number}} request `body` is
 *     null for none
 * @param {boolean} isReplayable whether the body can be sent again
 * @throws {TypeError} when it must not be followed
 */
export function followRedirect(request, status, location, isReplayable) {
  const url = locationOf(percentEncoded(location), request.url);
  if (++request.redirects > MAX_REDIRECTS) throw new TypeError("Too many redirects.");
  if (status !== 303 && request.body !== null && !isReplayable) {
    throw new TypeError(
      "fetch failed: the server redirects a request whose body was a stream, which cannot be sent " +
        "again");
  }
  const list = copyList(request.list);
  const becomesGet = status === 303
    ? request.method !== "GET" && request.method !== "HEAD"
    : (status === 301 || status === 302) && request.method === "POST";
  if (becomesGet) {
    request.method = "GET";
    request.body = null;
    removeAll(list, BODY_HEADERS);
  }
  if (originOf(url) !== originOf(request.url)) removeAll(list, CREDENTIALS);
  request.list = list;
  request.url = url;
}
