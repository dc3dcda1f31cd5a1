// put().

import { appendOctets, begin, newCollector, nowSeconds, putBytes, putCollected, putText }
  from "native:kv";
import { close, closeWith } from "native:runtime";
import {
  JSONStringify,
  StringPrototypeToWellFormed,
  TypeError,
  TypedArrayPrototypeGetByteLength,
} from "../../js-api/internal/primordials.js";
import { thenPromise } from "../../js-api/internal/promises.js";
import {
  dictionaryOf,
  isBufferSource,
  isObject,
  toDictionary,
  toLong,
  toUSVString,
} from "../../js-api/internal/webidl.js";
import { copyOctets } from "../../js-api/internal/buffer_source.js";
import { forEachChunk, isDisturbed, isLocked, isReadableStream }
  from "../../js-api/streams/internal_api.js";
import { failure, requireKey, requireLength } from "./failures.js";

const MAX_VALUE_BYTES = 26_214_400;
const MAX_METADATA_BYTES = 1024;
const MIN_TTL_SECONDS = 60;

const OPTIONS = dictionaryOf([
  { key: "expiration", converter: toLong },
  { key: "expirationTtl", converter: toLong },
  { key: "metadata", converter: (value) => value },
]);

// Seconds since the epoch; 0: never.
function expirationOf(grant, { expiration, expirationTtl }) {
  if (expirationTtl !== undefined) {
    if (expirationTtl <= 0) {
      throw failure("PUT", 400, `Invalid expiration_ttl of ${expirationTtl}. Please specify ` +
        "integer greater than 0.");
    }
    if (expirationTtl < MIN_TTL_SECONDS) {
      throw failure("PUT", 400, `Invalid expiration_ttl of ${expirationTtl}. Expiration TTL must ` +
        `be at least ${MIN_TTL_SECONDS}.`);
    }
    return nowSeconds(grant) + expirationTtl;
  }
  if (expiration === undefined) return 0;
  const now = nowSeconds(grant);
  if (expiration <= now) {
    throw failure("PUT", 400, `Invalid expiration of ${expiration}. Please specify integer ` +
      "greater than the current number of seconds since the UNIX epoch.");
  }
  if (expiration < now + MIN_TTL_SECONDS) {
    throw failure("PUT", 400, `Invalid expiration of ${expiration}. Expiration times must be at ` +
      `least ${MIN_TTL_SECONDS} seconds in the future.`);
  }
  return expiration;
}

// JSON; "" for none.
function metadataText(metadata) {
  if (metadata === undefined || metadata === null) return "";
  const text = JSONStringify(metadata);
  if (text === undefined) throw new TypeError("KV put(): the metadata cannot be written as JSON.");
  return StringPrototypeToWellFormed(text);
}

function requireValueLength(length) {
  if (length <= MAX_VALUE_BYTES) return;
  throw failure("PUT", 413, `Value length of ${length} exceeds limit of ${MAX_VALUE_BYTES}.`);
}

function putOctets(grant, key, octets, metadata, expiration) {
  requireValueLength(TypedArrayPrototypeGetByteLength(octets));
  return putBytes(grant, key, octets, metadata, expiration);
}

// What has come of a stream, in C++'s memory, which counts as the isolate's.
class Collected {
  #collector = newCollector();
  #length = 0;

  constructor() {
    closeWith(this, this.#collector);
  }

  append(chunk) {
    this.#length += TypedArrayPrototypeGetByteLength(chunk);
    requireValueLength(this.#length);
    appendOctets(this.#collector, chunk);
  }

  put(grant, key, metadata, expiration) {
    return putCollected(grant, key, this.#collector, metadata, expiration);
  }

  drop() {
    close(this.#collector);
  }
}

// The stream is cancelled as soon as it has given too much.
function putStream(grant, key, stream, metadata, expiration) {
  const collected = new Collected();
  return thenPromise(
    forEachChunk(stream, (chunk) => collected.append(chunk)),
    () => {
      const done = collected.put(grant, key, metadata, expiration);
      collected.drop();
      return done;
    },
    (error) => {
      collected.drop();
      throw error;
    },
  );
}

function requireUnused(stream) {
  if (!isLocked(stream) && !isDisturbed(stream)) return;
  throw new TypeError("KV put(): the ReadableStream is locked to a reader or already used; " +
    "expected one that nobody has read from.");
}

function wrongValue() {
  return new TypeError(
    "KV put() accepts only strings, ArrayBuffers, ArrayBufferViews, and ReadableStreams as values.");
}

/**
 * put(key, value, options).
 * @param {number} grant the binding's place
 * @returns {Promise<undefined>} fulfilled when the value is on the disk
 */
export function put(grant, key, value, options) {
  const name = toUSVString(key);
  requireKey("PUT", name);
  const wanted = toDictionary(options, OPTIONS, "KV put()");
  const metadata = metadataText(wanted.metadata);
  const isStream = isObject(value) && isReadableStream(value);
  const isOctets = isObject(value) && isBufferSource(value);
  if (isObject(value) && !isStream && !isOctets) throw wrongValue();
  const text = isObject(value) ? "" : toUSVString(value);
  const octets = isOctets ? copyOctets(value) : undefined;
  if (isStream) requireUnused(value);
  begin();
  const expiration = expirationOf(grant, wanted);
  requireLength("PUT", 413, "Metadata", metadata, MAX_METADATA_BYTES);
  if (isOctets) return putOctets(grant, name, octets, metadata, expiration);
  if (isStream) return putStream(grant, name, value, metadata, expiration);
  requireLength("PUT", 413, "Value", text, MAX_VALUE_BYTES);
  return putText(grant, name, text, metadata, expiration);
}
