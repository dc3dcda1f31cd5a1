// How fetch() uses the cache: RequestInit.cf, and RequestInit.cache.

import {
  MathTrunc,
  ObjectKeys,
  RegExpPrototypeExec,
  TypeError,
} from "../../js-api/internal/primordials.js";
import { List, append } from "../../js-api/internal/lists.js";
import { describe, isObject, quote, toDOMString, toDouble } from "../../js-api/internal/webidl.js";

// A CacheUse::Mode of cached_fetch.h.
const DEFAULT = 0;
const MODES = {
  __proto__: null,
  "no-cache": 1,
  "reload": 2,
  "force-cache": 3,
  "only-if-cached": 4,
};

const STATUSES = /^([1-5][0-9][0-9])(?:-([1-5][0-9][0-9]))?$/;
// The most seconds that count.
const MOST = 2 ** 31;

function toSeconds(value, name) {
  const seconds = toDouble(value, `fetch: cf.${name}`);
  return MathTrunc(seconds > MOST ? MOST : seconds < -1 ? -1 : seconds);
}

function appendTtl(ttls, first, last, seconds) {
  append(ttls, `${first}`);
  append(ttls, `${last}`);
  append(ttls, `${seconds}`);
}

function readByStatus(value, ttls) {
  if (!isObject(value)) {
    throw new TypeError(
      `fetch: cf.cacheTtlByStatus is ${describe(value)}; expected an object such as ` +
        '{"200-299": 60, "404": 1}.');
  }
  const keys = ObjectKeys(value);
  for (let i = 0; i < keys.length; ++i) {
    const found = RegExpPrototypeExec(STATUSES, keys[i]);
    if (found === null) {
      throw new TypeError(
        `fetch: cf.cacheTtlByStatus has the key ${quote(keys[i])}; expected a status such as "404", ` +
          'or a range such as "200-299".');
    }
    const seconds = toSeconds(value[keys[i]], `cacheTtlByStatus[${quote(keys[i])}]`);
    appendTtl(ttls, found[1], found[2] ?? found[1], seconds);
  }
}

/**
 * What the settings of a request ask of the cache.
 * @param {RequestSettings} settings
 * @returns {{key: string|undefined, ttls: List, everything: boolean, mode: number}|null} `ttls` has
 *     three numbers for each range of statuses: first, last and seconds; null: no cache is used
 */
export function cacheUseOf({ cf, cache }) {
  if (!isObject(cf) || cache === "no-store") return null;
  const { cacheEverything, cacheKey, cacheTtl, cacheTtlByStatus } = cf;
  const ttls = new List();
  if (cacheTtlByStatus !== undefined && cacheTtlByStatus !== null) {
    readByStatus(cacheTtlByStatus, ttls);
  }
  if (cacheTtl !== undefined && cacheTtl !== null) {
    appendTtl(ttls, 200, 299, toSeconds(cacheTtl, "cacheTtl"));
  }
  const key = cacheKey === undefined || cacheKey === null ? undefined : toDOMString(cacheKey);
  const everything = !!cacheEverything;
  if (!everything && key === undefined && ttls.length === 0) return null;
  return { __proto__: null, key, ttls, everything, mode: MODES[cache] ?? DEFAULT };
}
