// Reading a body to its end: text(), json(), arrayBuffer(), bytes(), blob(), formData() (Fetch,
// section 5.3).

import { utf8Decode, utf8Encode } from "native:encoding";
import { takeRequestBody, takeRequestText } from "native:invocation";
import { invocation } from "native:runtime";
import {
  ArrayBufferPrototypeGetByteLength,
  JSONParse,
  StringPrototypeCharCodeAt,
  StringPrototypeSlice,
  TypedArrayPrototypeGetBuffer,
  TypedArrayPrototypeGetByteLength,
  Uint8Array,
} from "../internal/primordials.js";
import { rejected, resolved } from "../internal/promises.js";
import { createBlob } from "../blob/blob.js";
import { readAllBytes } from "../streams/internal_api.js";
import { BYTES, NATIVE, SOURCE, TEXT, bytesOf, isUnusable, streamOf, unusableError } from "./body.js";
import { parseFormData } from "./form_data_parser.js";
import { extractMimeType } from "./mime_type.js";

function decode(bytes) {
  return utf8Decode(bytes, false, false);
}

function withoutBOM(text) {
  return StringPrototypeCharCodeAt(text, 0) === 0xfeff ? StringPrototypeSlice(text, 1) : text;
}

function bufferOf(bytes) {
  const buffer = TypedArrayPrototypeGetBuffer(bytes);
  const length = TypedArrayPrototypeGetByteLength(bytes);
  if (ArrayBufferPrototypeGetByteLength(buffer) === length) return buffer;
  return TypedArrayPrototypeGetBuffer(new Uint8Array(bytes));
}

function toBlob(bytes, contentType) {
  return createBlob(bytes, extractMimeType(contentType)?.toString() ?? "");
}

// Each way to read: from a text, from octets, and which of the two it wants. `contentType` is the owner's header, or null.
export const asText = {
  __proto__: null,
  isText: true,
  fromText: withoutBOM,
  fromBytes: decode,
};
export const asJSON = {
  __proto__: null,
  isText: true,
  fromText: (text) => JSONParse(withoutBOM(text)),
  fromBytes: (bytes) => JSONParse(decode(bytes)),
};
export const asBytes = {
  __proto__: null,
  isText: false,
  fromText: (text) => utf8Encode(text),
  fromBytes: (bytes) => bytes,
};
export const asArrayBuffer = {
  __proto__: null,
  isText: false,
  fromText: (text) => bufferOf(utf8Encode(text)),
  fromBytes: bufferOf,
};
export const asBlob = {
  __proto__: null,
  isText: false,
  fromText: (text, contentType) => toBlob(utf8Encode(text), contentType),
  fromBytes: toBlob,
};
export const asFormData = {
  __proto__: null,
  isText: false,
  fromText: (text, contentType) => parseFormData(utf8Encode(text), contentType),
  fromBytes: parseFormData,
};

// A promise for the body of the request that is being handled, where all of it has arrived.
function takeArrived(body, how, contentType) {
  if (body.kind !== NATIVE) return undefined;
  const id = body.source;
  if (invocation() !== id) return undefined;
  if (how.isText) {
    const text = takeRequestText(id);
    if (text === undefined) return undefined;
    body.used = true;
    return resolved(how.fromText(text, contentType));
  }
  const bytes = takeRequestBody(id);
  if (bytes === undefined) return undefined;
  body.used = true;
  return resolved(how.fromBytes(bytes, contentType));
}

/**
 * "Consume body": a promise of the whole body, read as one of the `as...` ways.
 * @param {Body|null} body null reads as no octets
 * @param {string|null} contentType what blob() and formData() look at
 */
export function consumeBody(body, how, contentType) {
  try {
    if (body === null) return resolved(how.fromText("", contentType));
    if (body.kind === SOURCE && body.source.kind === "native") {
      const failure = body.source.failure();
      if (failure !== undefined) return rejected(failure.reason);
    }
    if (isUnusable(body)) return rejected(unusableError(body));
    if (body.stream === null && body.kind <= BYTES) {
      body.used = true;
      return resolved(
        body.kind === TEXT
          ? how.fromText(body.source, contentType)
          : how.fromBytes(bytesOf(body), contentType),
      );
    }
    const arrived = body.stream === null ? takeArrived(body, how, contentType) : undefined;
    if (arrived !== undefined) return arrived;
    return readAllBytes(streamOf(body), (bytes) => how.fromBytes(bytes, contentType));
  } catch (error) {
    return rejected(error);
  }
}
