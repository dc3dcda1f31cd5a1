// RequestInit (Fetch, section 5.4).

import {
  RegExpPrototypeExec,
  StringPrototypeToUpperCase,
  TypeError,
} from "../internal/primordials.js";
import {
  describe,
  dictionaryOf,
  quote,
  toBoolean,
  toByteString,
  toDictionary,
  toDOMString,
  toEnum,
  toUSVString,
} from "../internal/webidl.js";
import { isAbortSignal } from "../abort/abort_signal.js";
import { parseURL } from "./parse_url.js";

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

function enumeration(allowed) {
  return (value, where) => toEnum(value, allowed, where);
}

function asIs(value) {
  return value;
}

function toSignal(value, where) {
  if (value === null || isAbortSignal(value)) return value;
  throw new TypeError(`${where}: found ${describe(value)}; expected an AbortSignal or null.`);
}

const MEMBERS = dictionaryOf([
  { key: "body", converter: asIs },
  {
    key: "cache",
    converter: enumeration(
      ["default", "no-store", "reload", "no-cache", "force-cache", "only-if-cached"]),
  },
  { key: "cf", converter: asIs },
  { key: "credentials", converter: enumeration(["omit", "same-origin", "include"]) },
  { key: "duplex", converter: enumeration(["half"]) },
  { key: "headers", converter: asIs },
  { key: "integrity", converter: toDOMString },
  { key: "keepalive", converter: toBoolean },
  { key: "method", converter: toByteString },
  { key: "mode", converter: enumeration(["navigate", "same-origin", "no-cors", "cors"]) },
  { key: "priority", converter: enumeration(["high", "low", "auto"]) },
  { key: "redirect", converter: enumeration(["follow", "error", "manual"]) },
  { key: "referrer", converter: toUSVString },
  {
    key: "referrerPolicy",
    converter: enumeration([
      "",
      "no-referrer",
      "no-referrer-when-downgrade",
      "same-origin",
      "origin",
      "strict-origin",
      "origin-when-cross-origin",
      "strict-origin-when-cross-origin",
      "unsafe-url",
    ]),
  },
  { key: "signal", converter: toSignal },
  { key: "window", converter: asIs },
]);

/** What a Request has beside its method, URL, headers, body and signal. */
export class RequestSettings {
  cache = "default";
  cf = undefined;
  credentials = "same-origin";
  integrity = "";
  keepalive = false;
  mode = "cors";
  redirect = "follow";
  referrer = "about:client";
  referrerPolicy = "";
}

/** The settings of a request that was made from a URL alone. Nobody may change them. */
export const DEFAULT_SETTINGS = new RequestSettings();

/** The method in its usual case. TypeError when it is not a token, or one that Fetch forbids. */
export function normalizeMethod(method, where) {
  if (RegExpPrototypeExec(TOKEN, method) === null) {
    throw new TypeError(`${where}: ${quote(method)} is not a valid HTTP method.`);
  }
  const upper = StringPrototypeToUpperCase(method);
  switch (upper) {
    case "CONNECT":
    case "TRACE":
    case "TRACK":
      throw new TypeError(`${where}: the method ${quote(method)} is not allowed.`);
    case "DELETE":
    case "GET":
    case "HEAD":
    case "OPTIONS":
    case "POST":
    case "PUT":
      return upper;
    default:
      return method;
  }
}

/** A RequestInit as a dictionary; `body`, `cf`, `headers` and `window` are not converted. */
export function toRequestInit(value, where) {
  return toDictionary(value, MEMBERS, where);
}

function toReferrer(referrer, where) {
  if (referrer === "") return "";
  if (parseURL(referrer) === undefined) {
    throw new TypeError(`${where}: the referrer ${quote(referrer)} is not a valid URL.`);
  }
  // A worker has no origin that another URL could share.
  return "about:client";
}

/** The settings that a dictionary of toRequestInit makes of those of another request. */
export function changeSettings(settings, init, where) {
  if (init.window !== undefined && init.window !== null) {
    throw new TypeError(`${where}: 'window' is ${describe(init.window)}; expected null.`);
  }
  const changed = new RequestSettings();
  changed.referrer = init.referrer === undefined
    ? settings.referrer
    : toReferrer(init.referrer, where);
  changed.referrerPolicy = init.referrerPolicy ?? settings.referrerPolicy;
  if (init.mode === "navigate") {
    throw new TypeError(`${where}: the mode "navigate" is not allowed.`);
  }
  changed.mode = init.mode ?? settings.mode;
  changed.credentials = init.credentials ?? settings.credentials;
  changed.cache = init.cache ?? settings.cache;
  if (changed.cache === "only-if-cached" && changed.mode !== "same-origin") {
    throw new TypeError(
      `${where}: the cache mode "only-if-cached" needs the mode "same-origin", not ` +
        `${quote(changed.mode)}.`,
    );
  }
  changed.redirect = init.redirect ?? settings.redirect;
  changed.integrity = init.integrity ?? settings.integrity;
  changed.keepalive = init.keepalive ?? settings.keepalive;
  changed.cf = init.cf ?? settings.cf;
  return changed;
}
