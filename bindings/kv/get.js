// get() and getWithMetadata().

import { begin, getText, metadataOf, open, readBytes, readPiece, readText, sizeOf }
  from "native:kv";
import { close, closeWith } from "native:runtime";
import {
  ArrayIsArray,
  JSONParse,
  Map,
  MapPrototypeSet,
  TypeError,
  TypedArrayPrototypeGetBuffer,
} from "../../js-api/internal/primordials.js";
import { resolved } from "../../js-api/internal/promises.js";
import { dictionaryOf, isObject, toDictionary, toDOMString, toLong, toSequence, toUSVString }
  from "../../js-api/internal/webidl.js";
import { doNothing } from "../../js-api/streams/callbacks.js";
import { createNativeStream } from "../../js-api/streams/internal_api.js";
import { failure, requireKey, requireKeyLength } from "./failures.js";

const MIN_CACHE_TTL_SECONDS = 30;
const MAX_BULK_KEYS = 100;
const MAX_BULK_BYTES = 26_214_400;

const OPTIONS = dictionaryOf([
  { key: "cacheTtl", converter: toLong },
  { key: "type", converter: toDOMString },
]);

// A native source: see createNativeStream.
class ValueSource {
  kind = "kv";
  #value;

  constructor(value) {
    this.#value = value;
    closeWith(this, value);
  }

  read() {
    if (this.#value === 0) return doNothing();
    const piece = readPiece(this.#value);
    if (piece !== undefined) return resolved({ __proto__: null, value: piece });
    this.cancel();
    return doNothing();
  }

  cancel() {
    if (this.#value !== 0) close(this.#value);
    this.#value = 0;
  }
}

// The second argument: a type, or {type, cacheTtl}.
function toOptions(value) {
  if (value !== undefined && value !== null && !isObject(value)) {
    return { __proto__: null, type: toDOMString(value), cacheTtl: undefined };
  }
  return toDictionary(value, OPTIONS, "KV get()");
}

function requireCacheTtl(method, cacheTtl) {
  if (cacheTtl === undefined || cacheTtl >= MIN_CACHE_TTL_SECONDS) return;
  throw failure(method, 400,
    `Invalid cache_ttl of ${cacheTtl}. Cache TTL must be at least ${MIN_CACHE_TTL_SECONDS}.`);
}

function readAs(value, type) {
  switch (type) {
    case "text":
      return readText(value);
    case "json":
      return JSONParse(readText(value));
    case "arrayBuffer":
      return TypedArrayPrototypeGetBuffer(readBytes(value));
    case "stream":
      return createNativeStream(new ValueSource(value));
    default:
      throw new TypeError('Unknown response type. Possible types are "text", "arrayBuffer", ' +
        '"json", and "stream".');
  }
}

function parseMetadata(value) {
  const text = metadataOf(value);
  return text === "" ? null : JSONParse(text);
}

function getOne(grant, key, type) {
  const value = open(grant, key, false);
  if (value === undefined) return { value: null, metadata: null, cacheStatus: null };
  let isKept = false;
  try {
    const metadata = parseMetadata(value);
    const read = readAs(value, type);
    isKept = type === "stream";
    return { value: read, metadata, cacheStatus: null };
  } finally {
    if (!isKept) close(value);
  }
}

function parseMany(text) {
  try {
    return JSONParse(text);
  } catch {
    throw failure("GET_BULK", 400, "At least one of the requested keys corresponds to a " +
      "non-json value");
  }
}

function requireListedKey(key) {
  if (key === "") throw failure("GET_BULK", 400, "Key names must not be empty");
  if (key === "." || key === "..") {
    throw failure("GET_BULK", 400, `Illegal key name "${key}". Please use a different name.`);
  }
  requireKeyLength("GET_BULK", key);
}

function getMany(grant, keys, { type = "text", cacheTtl }, withMetadata) {
  begin();
  if (type !== "text" && type !== "json") {
    throw failure("GET_BULK", 400, `"${type}" is not a valid type. Use "json" or "text"`);
  }
  if (keys.length > MAX_BULK_KEYS) {
    throw failure("GET_BULK", 400, `You can request a maximum of ${MAX_BULK_KEYS} keys`);
  }
  if (keys.length < 1) throw failure("GET_BULK", 400, "You must request a minimum of 1 key");
  const found = new Map();
  let bytes = 0;
  for (let i = 0; i < keys.length; ++i) {
    requireListedKey(keys[i]);
    requireCacheTtl("GET_BULK", cacheTtl);
    const value = open(grant, keys[i], true);
    if (value === undefined) {
      MapPrototypeSet(found, keys[i], null);
      continue;
    }
    try {
      bytes += sizeOf(value);
      if (bytes > MAX_BULK_BYTES) {
        throw failure("GET_BULK", 413, "Total size of request exceeds the limit of 25MB");
      }
      const metadata = withMetadata ? parseMetadata(value) : null;
      const text = readText(value);
      const read = type === "json" ? parseMany(text) : text;
      MapPrototypeSet(found, keys[i], withMetadata ? { value: read, metadata } : read);
    } finally {
      close(value);
    }
  }
  return found;
}

function toKeys(value) {
  return ArrayIsArray(value) ? toSequence(value, toUSVString, "KV get()") : toUSVString(value);
}

// The type in which one key is read.
function toType(key, { type = "text", cacheTtl }) {
  requireKey("GET", key);
  requireCacheTtl("GET", cacheTtl);
  return type;
}

/**
 * get(keys, options), at once.
 * @param {number} grant the binding's place
 * @returns {any} the value, null where there is none; a Map for an array of keys
 */
export function get(grant, keys, options) {
  const names = toKeys(keys);
  const wanted = toOptions(options);
  if (typeof names !== "string") return getMany(grant, names, wanted, false);
  const type = toType(names, wanted);
  if (type === "text") return getText(grant, names) ?? null;
  begin();
  return getOne(grant, names, type).value;
}

/** getWithMetadata(keys, options), at once: {value, metadata, cacheStatus}, or a Map. */
export function getWithMetadata(grant, keys, options) {
  const names = toKeys(keys);
  const wanted = toOptions(options);
  if (typeof names !== "string") return getMany(grant, names, wanted, true);
  const type = toType(names, wanted);
  begin();
  return getOne(grant, names, type);
}
