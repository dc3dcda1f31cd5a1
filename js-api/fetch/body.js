// Bodies (Fetch, section 2.2.4): where the octets of a Request or Response come from. A string, a
// buffer, a Blob or a request's own body becomes a stream only when `.body` is asked for.

import { utf8Encode } from "native:encoding";
import { StringPrototypeToWellFormed, TypeError } from "../internal/primordials.js";
import { copyOctets } from "../internal/buffer_source.js";
import { isBufferSource } from "../internal/webidl.js";
import { blobBytes, blobType, isBlob } from "../blob/blob.js";
import {
  BytesSource,
  createNativeStream,
  isDisturbed,
  isLocked,
  isReadableStream,
  takeNativeSource,
  teeStream,
} from "../streams/internal_api.js";
import { cloneWithTransfer } from "../structured_clone/clone_with_transfer.js";
import { isURLSearchParams, serializeSearchParams } from "../url/url_search_params.js";
import { isFormData } from "./form_data.js";
import { encodeMultipart } from "./multipart.js";
import { RequestBodySource } from "./request_body_source.js";

/** What `Body.source` is. */
export const TEXT = 0; // a well-formed string
export const BYTES = 1; // a Uint8Array that nobody writes to
export const NATIVE = 2; // the number of the invocation whose request's body it is
export const STREAM = 3; // undefined: the octets are in `stream`
export const SOURCE = 4; // a native source (see createNativeStream) that nobody has read from

/** The media type of a body that was made from a string. */
export const TEXT_TYPE = "text/plain;charset=UTF-8";

/** A body: its source, and its stream once somebody has asked for it. */
export class Body {
  kind;
  source;
  /** The media type that the source implies, or null. */
  type;
  stream = null;
  /** Whether the source was read without a stream. */
  used = false;
  /** Whether somebody else has the same octets: a clone, or a Blob. */
  shared = false;

  constructor(kind, source, type) {
    this.kind = kind;
    this.source = source;
    this.type = type;
  }
}

function streamBody(stream, where) {
  if (isDisturbed(stream) || isLocked(stream)) {
    throw new TypeError(
      `${where}: the ReadableStream given as the body is ${
        isLocked(stream) ? "locked to a reader" : "already used"
      }; expected one that nobody has read from.`,
    );
  }
  const body = new Body(STREAM, undefined, null);
  body.stream = stream;
  return body;
}

function sharedBytes(bytes, type) {
  const body = new Body(BYTES, bytes, type);
  body.shared = true;
  return body;
}

/**
 * "Extract a body with type" (Fetch, section 5.2) from anything but null and undefined. TypeError
 * for a stream that was used.
 */
export function extractBody(value, where) {
  if (typeof value === "object") {
    if (isReadableStream(value)) return streamBody(value, where);
    if (isBufferSource(value)) return new Body(BYTES, copyOctets(value), null);
    if (isBlob(value)) {
      const type = blobType(value);
      return sharedBytes(blobBytes(value), type === "" ? null : type);
    }
    if (isFormData(value)) {
      const { blob, type } = encodeMultipart(value);
      return sharedBytes(blobBytes(blob), type);
    }
    if (isURLSearchParams(value)) {
      const type = "application/x-www-form-urlencoded;charset=UTF-8";
      return new Body(TEXT, serializeSearchParams(value), type);
    }
  }
  const text = StringPrototypeToWellFormed(typeof value === "string" ? value : `${value}`);
  return new Body(TEXT, text, TEXT_TYPE);
}

/** Whether the body was read, wholly or in part. */
export function isUsed(body) {
  return body.used || (body.stream !== null && isDisturbed(body.stream));
}

/** Whether nobody may read the body any more: it was used, or its stream has a reader. */
export function isUnusable(body) {
  return body.used || (body.stream !== null && (isDisturbed(body.stream) || isLocked(body.stream)));
}

/** The error for a body that isUnusable. */
export function unusableError(body) {
  return new TypeError(
    isUsed(body)
      ? "Body has already been used. It can only be used once. Use tee() first if you need to " +
        "read it twice."
      : "Body is locked: its stream has a reader. Release the reader before the body is read " +
        "another way.",
  );
}

/** The octets of a body of kind TEXT or BYTES, which the caller may keep. */
export function bytesOf(body) {
  if (body.kind === TEXT) return utf8Encode(body.source);
  return body.shared ? copyOctets(body.source) : body.source;
}

function sourceOf(body) {
  if (body.used) return new BytesSource(null);
  if (body.kind === SOURCE) return body.source;
  return body.kind === NATIVE ? new RequestBodySource(body.source) : new BytesSource(bytesOf(body));
}

/** The body as a ReadableStream of octets; made at the first call. One that was read is locked. */
export function streamOf(body) {
  if (body.stream === null) {
    body.stream = createNativeStream(sourceOf(body));
    if (body.used) takeNativeSource(body.stream);
  }
  return body.stream;
}

const NOTHING = [];

function cloneChunk(chunk) {
  return cloneWithTransfer(chunk, NOTHING, "Failed to clone a body").value;
}

/** "Clone a body": a second body with the same octets. The body must not be unusable. */
export function cloneBody(body) {
  if (body.stream === null && body.kind <= BYTES) {
    body.shared = true;
    const clone = new Body(body.kind, body.source, body.type);
    clone.shared = true;
    return clone;
  }
  if (body.stream !== null) {
    // While nobody has read from the stream, its octets are still with the source.
    const source = takeNativeSource(body.stream);
    if (source !== undefined) {
      body.kind = SOURCE;
      body.source = source;
      body.stream = null;
    }
  }
  if (body.stream === null && body.kind === SOURCE && body.source.kind === "native") {
    return new Body(SOURCE, body.source.clone(), body.type);
  }
  const branches = teeStream(streamOf(body), cloneChunk);
  body.kind = STREAM;
  body.source = undefined;
  body.stream = branches[0];
  const clone = new Body(STREAM, undefined, body.type);
  clone.stream = branches[1];
  return clone;
}

/**
 * The body for a request made from another request: it takes over what the other one had, which
 * counts as used from now on. The body must not be unusable.
 */
export function takeOverBody(body) {
  const taken = new Body(body.kind, body.source, body.type);
  taken.shared = body.shared;
  if (body.stream !== null) {
    const source = takeNativeSource(body.stream);
    taken.kind = STREAM;
    taken.source = undefined;
    taken.stream = source === undefined ? body.stream : createNativeStream(source);
  }
  body.used = true;
  return taken;
}
