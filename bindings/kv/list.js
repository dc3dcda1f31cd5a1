// list().

import { list as listKeys } from "native:kv";
import { List, append, toArray } from "../../js-api/internal/lists.js";
import { JSONParse, ObjectDefineProperty } from "../../js-api/internal/primordials.js";
import { dictionaryOf, toDictionary, toLong, toUSVString } from "../../js-api/internal/webidl.js";
import { failure, requireKeyLength } from "./failures.js";

const MAX_KEYS = 1000;

function toNullableString(value, where) {
  return value === null ? undefined : toUSVString(value, where);
}

const OPTIONS = dictionaryOf([
  { key: "cursor", converter: toNullableString },
  { key: "limit", converter: toLong },
  { key: "prefix", converter: toNullableString },
]);

function define(object, name, value) {
  ObjectDefineProperty(object, name,
    { __proto__: null, value, writable: true, enumerable: true, configurable: true });
}

/** list(options), at once: {keys, list_complete, cursor?, cacheStatus}. */
export function list(grant, options) {
  const { cursor = "", limit, prefix = "" } = toDictionary(options, OPTIONS, "KV list()");
  if (limit !== undefined && limit > MAX_KEYS) {
    throw failure("GET", 400, `Invalid key_count_limit of ${limit}. Please specify an integer ` +
      `less than ${MAX_KEYS}.`);
  }
  requireKeyLength("GET", prefix);
  const flat = listKeys(grant, prefix, cursor, limit !== undefined && limit > 0 ? limit : MAX_KEYS);
  const list = new List();
  for (let i = 1; i < flat.length; i += 3) {
    const key = { name: flat[i] };
    if (flat[i + 2] !== "") define(key, "expiration", +flat[i + 2]);
    if (flat[i + 1] !== "") define(key, "metadata", JSONParse(flat[i + 1]));
    append(list, key);
  }
  const keys = toArray(list);
  return flat[0] === ""
    ? { keys, list_complete: true, cacheStatus: null }
    : { keys, list_complete: false, cursor: flat[0], cacheStatus: null };
}
