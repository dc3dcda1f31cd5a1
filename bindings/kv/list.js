// list().

import { list as listKeys } from "native:kv";
import { ArrayPrototypePush, JSONParse } from "../../js-api/internal/primordials.js";
import { toDictionary, toLong, toUSVString } from "../../js-api/internal/webidl.js";
import { failure, requireKeyLength } from "./failures.js";

const MAX_KEYS = 1000;

function toNullableString(value, where) {
  return value === null ? undefined : toUSVString(value, where);
}

const OPTIONS = [
  { key: "cursor", converter: toNullableString },
  { key: "limit", converter: toLong },
  { key: "prefix", converter: toNullableString },
];

/** list(options), at once: {keys, list_complete, cursor?, cacheStatus}. */
export function list(grant, options) {
  const { cursor = "", limit, prefix = "" } = toDictionary(options, OPTIONS, "KV list()");
  if (limit !== undefined && limit > MAX_KEYS) {
    throw failure("GET", 400, `Invalid key_count_limit of ${limit}. Please specify an integer ` +
      `less than ${MAX_KEYS}.`);
  }
  requireKeyLength("GET", prefix);
  const flat = listKeys(grant, prefix, cursor, limit !== undefined && limit > 0 ? limit : MAX_KEYS);
  const keys = [];
  for (let i = 1; i < flat.length; i += 3) {
    const key = { name: flat[i] };
    if (flat[i + 2] !== "") key.expiration = +flat[i + 2];
    if (flat[i + 1] !== "") key.metadata = JSONParse(flat[i + 1]);
    ArrayPrototypePush(keys, key);
  }
  return flat[0] === ""
    ? { keys, list_complete: true, cacheStatus: null }
    : { keys, list_complete: false, cursor: flat[0], cacheStatus: null };
}
