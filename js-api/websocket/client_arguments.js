// What the WebSocket constructor is called with (WebSockets, section 3.1).

import {
  RegExpPrototypeExec,
  SafeSet,
  StringPrototypeIncludes,
  StringPrototypeSlice,
  StringPrototypeStartsWith,
  StringPrototypeToLowerCase,
  SymbolIterator,
} from "../internal/primordials.js";
import { toList } from "../internal/lists.js";
import { isObject, quote, toDOMString, toSequence, toUSVString } from "../internal/webidl.js";
import { domException } from "../errors/dom_exception.js";
import { parseURL } from "../fetch/parse_url.js";

// RFC 6455, section 4.1: a token of RFC 2616, section 2.2.
const PROTOCOL = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

function syntaxError(message) {
  return domException(message, "SyntaxError");
}

/** (DOMString or sequence<DOMString>) as a List. */
export function toProtocols(value, where) {
  if (isObject(value)) {
    const method = value[SymbolIterator];
    if (method !== undefined && method !== null) return toSequence(value, toDOMString, where);
  }
  return toList([toDOMString(value, where)]);
}

/** The URL record, serialised: "ws://host/". SyntaxError for one that no WebSocket can have. */
export function toSocketURL(value, where) {
  const input = toUSVString(value, where);
  let url = parseURL(input);
  if (url === undefined) throw syntaxError(`${where}: ${quote(input)} is not a valid absolute URL.`);
  if (StringPrototypeStartsWith(url, "http:")) url = `ws:${StringPrototypeSlice(url, 5)}`;
  else if (StringPrototypeStartsWith(url, "https:")) url = `wss:${StringPrototypeSlice(url, 6)}`;
  if (!StringPrototypeStartsWith(url, "ws:") && !StringPrototypeStartsWith(url, "wss:")) {
    throw syntaxError(`${where}: found the URL ${quote(url)}; expected ws: or wss:.`);
  }
  if (StringPrototypeIncludes(url, "#")) {
    throw syntaxError(`${where}: the URL ${quote(url)} has a fragment; expected none.`);
  }
  return url;
}

/** SyntaxError unless each is a subprotocol's name, and comes once, whatever its case. */
export function requireProtocols(protocols, where) {
  const seen = new SafeSet();
  for (let i = 0; i < protocols.length; ++i) {
    const protocol = protocols[i];
    const name = StringPrototypeToLowerCase(protocol);
    if (RegExpPrototypeExec(PROTOCOL, protocol) === null || seen.has(name)) {
      throw syntaxError(
        `${where}: the subprotocol ${quote(protocol)} ${
          seen.has(name) ? "comes twice" : "is not a token"
        }.`);
    }
    seen.add(name);
  }
}
