// What Blobs are made of: the arguments of the constructors of Blob and File (File API, sections
// 3.1 and 4.1).

import { utf8Encode } from "native:encoding";
import {
  ArrayBufferIsView,
  RegExpPrototypeExec,
  StringPrototypeIncludes,
  StringPrototypeIndexOf,
  StringPrototypeSlice,
  StringPrototypeStartsWith,
  StringPrototypeToLowerCase,
  TypedArrayPrototypeGetByteLength,
  TypedArrayPrototypeSet,
  Uint8Array,
} from "../internal/primordials.js";
import { List } from "../internal/lists.js";
import { isArrayBuffer, octetsOf } from "../internal/buffer_source.js";
import { dictionaryOf, toDictionary, toDOMString, toEnum, toSequence, toUSVString }
  from "../internal/webidl.js";
import { blobBytes, isBlob } from "./blob.js";

const UNPRINTABLE = /[^\x20-\x7e]/;

// One BlobPart: an ArrayBuffer, a view or a Blob as it is, anything else as a string.
function toBlobPart(part, where) {
  if (typeof part === "object" && part !== null) {
    if (isBlob(part) || ArrayBufferIsView(part) || isArrayBuffer(part)) return part;
  }
  return toUSVString(part, where);
}

/** sequence<BlobPart>. */
export function toBlobParts(value, where) {
  return toSequence(value, toBlobPart, where);
}

const PROPERTY_BAG = dictionaryOf([
  {
    key: "endings",
    converter: (value, where) => toEnum(value, ["transparent", "native"], where),
    defaultValue: "transparent",
  },
  { key: "type", converter: toDOMString, defaultValue: "" },
]);

/** BlobPropertyBag, with the members of `more` after its own. */
export function toBlobPropertyBag(options, where, more = undefined) {
  const bag = toDictionary(options, PROPERTY_BAG, where);
  if (more === undefined) return bag;
  const rest = toDictionary(options, more, where);
  for (let i = 0; i < more.length; ++i) bag[more[i].key] = rest[more[i].key];
  return bag;
}

/** A Blob's type: in lower case, or empty when it has characters outside of U+0020 to U+007E. */
export function normalizeType(type) {
  return RegExpPrototypeExec(UNPRINTABLE, type) !== null ? "" : StringPrototypeToLowerCase(type);
}

// Every CR LF, CR and LF as LF, the native line ending here.
function toNativeEndings(string) {
  if (!StringPrototypeIncludes(string, "\r")) return string;
  let result = "";
  let copied = 0;
  for (;;) {
    const at = StringPrototypeIndexOf(string, "\r", copied);
    if (at === -1) return result + StringPrototypeSlice(string, copied);
    result += `${StringPrototypeSlice(string, copied, at)}\n`;
    copied = StringPrototypeStartsWith(string, "\n", at + 1) ? at + 2 : at + 1;
  }
}

function octetsOfPart(part, endings) {
  if (typeof part === "string") {
    return utf8Encode(endings === "native" ? toNativeEndings(part) : part);
  }
  return isBlob(part) ? blobBytes(part) : octetsOf(part);
}

/**
 * The octets of the parts, one after the other, in memory of their own.
 * @param {(string|BufferSource|Blob)[]} parts
 * @param {"transparent"|"native"} endings whether the line endings of strings become LF
 */
export function joinParts(parts, endings) {
  const chunks = new List();
  let size = 0;
  for (let i = 0; i < parts.length; ++i) {
    chunks[i] = octetsOfPart(parts[i], endings);
    size += TypedArrayPrototypeGetByteLength(chunks[i]);
  }
  const bytes = new Uint8Array(size);
  let at = 0;
  for (let i = 0; i < chunks.length; ++i) {
    TypedArrayPrototypeSet(bytes, chunks[i], at);
    at += TypedArrayPrototypeGetByteLength(chunks[i]);
  }
  return bytes;
}
