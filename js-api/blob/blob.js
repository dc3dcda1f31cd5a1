// Blob (File API, section 3).

import { utf8Decode, utf8Encode } from "native:encoding";
import {
  ArrayBufferIsView,
  ArrayPrototypePush,
  NumberIsNaN,
  ReflectApply,
  RegExpPrototypeExec,
  StringPrototypeIncludes,
  StringPrototypeIndexOf,
  StringPrototypeSlice,
  StringPrototypeToLowerCase,
  SymbolIterator,
  TypeError,
  TypedArrayPrototypeGetBuffer,
  TypedArrayPrototypeGetByteLength,
  TypedArrayPrototypeSet,
  Uint8Array,
} from "../internal/primordials.js";
import { isArrayBuffer, octetsOf, subarray } from "../internal/buffer_source.js";
import { rejected, resolved } from "../internal/promises.js";
import { converters, defineInterface } from "../internal/webidl.js";
import { inspectSymbol } from "../console/inspect_hook.js";
import { streamOfBytes } from "./blob_stream.js";

const UNPRINTABLE = /[^\x20-\x7e]/;
// Marks the constructor calls of this module and of file.js.
const INTERNAL = {};

// One BlobPart: an ArrayBuffer, a view or a Blob as it is, anything else as a string.
function convertPart(part) {
  if (typeof part === "object" && part !== null) {
    if (isBlob(part) || ArrayBufferIsView(part) || isArrayBuffer(part)) return part;
  }
  return `${part}`;
}

/** sequence<BlobPart>, by the iteration protocol. `context` names the caller for messages. */
export function convertParts(value, context) {
  if ((typeof value !== "object" || value === null) && typeof value !== "function") {
    throw new TypeError(`${context}: The provided value cannot be converted to a sequence.`);
  }
  const method = value[SymbolIterator];
  if (typeof method !== "function") {
    throw new TypeError(`${context}: The object must have a callable @@iterator property.`);
  }
  const iterator = ReflectApply(method, value, []);
  const { next } = iterator;
  const parts = [];
  for (;;) {
    const result = ReflectApply(next, iterator, []);
    if ((typeof result !== "object" || result === null) && typeof result !== "function") {
      throw new TypeError(`${context}: The iterator's result is not an object.`);
    }
    if (result.done) return parts;
    ArrayPrototypePush(parts, convertPart(result.value));
  }
}

/** BlobPropertyBag. */
export function convertPropertyBag(options, context) {
  const bag = { __proto__: null, endings: "transparent", type: "" };
  if (options === undefined || options === null) return bag;
  if (typeof options !== "object" && typeof options !== "function") {
    throw new TypeError(`${context}: The provided value is not of type 'BlobPropertyBag'.`);
  }
  const { endings } = options;
  if (endings !== undefined) {
    bag.endings = `${endings}`;
    if (bag.endings !== "transparent" && bag.endings !== "native") {
      throw new TypeError(`${context}: The provided value '${bag.endings}' is not a valid enum ` +
        "value of type EndingType.");
    }
  }
  const { type } = options;
  if (type !== undefined) bag.type = `${type}`;
  return bag;
}

/** A Blob's type: lower case, or empty when it has characters outside of U+0020 to U+007E. */
export function normalizeType(type) {
  return RegExpPrototypeExec(UNPRINTABLE, type) !== null ? "" : StringPrototypeToLowerCase(type);
}

// Every CR LF, CR and LF as LF, which is native here.
function toNativeEndings(string) {
  if (!StringPrototypeIncludes(string, "\r")) return string;
  let result = "";
  let copied = 0;
  for (;;) {
    const at = StringPrototypeIndexOf(string, "\r", copied);
    if (at === -1) return result + StringPrototypeSlice(string, copied);
    result += `${StringPrototypeSlice(string, copied, at)}\n`;
    copied = string[at + 1] === "\n" ? at + 2 : at + 1;
  }
}

/** The octets of parts that convertParts gave, one after the other, in memory of their own. */
export function joinParts(parts, endings) {
  let size = 0;
  for (let i = 0; i < parts.length; ++i) {
    const part = parts[i];
    if (typeof part === "string") {
      parts[i] = utf8Encode(endings === "native" ? toNativeEndings(part) : part);
    } else {
      parts[i] = isBlob(part) ? blobBytes(part) : octetsOf(part);
    }
    size += TypedArrayPrototypeGetByteLength(parts[i]);
  }
  const bytes = new Uint8Array(size);
  let at = 0;
  for (let i = 0; i < parts.length; ++i) {
    TypedArrayPrototypeSet(bytes, parts[i], at);
    at += TypedArrayPrototypeGetByteLength(parts[i]);
  }
  return bytes;
}

// A slice's bound ([Clamp] long long), between 0 and `size`; negative ones count from the end.
function toOffset(value, size) {
  let offset = +value;
  if (NumberIsNaN(offset)) return 0;
  offset = converters.clampedInteger(offset);
  if (offset < 0) return size + offset < 0 ? 0 : size + offset;
  return offset > size ? size : offset;
}

let isBlob;
let blobBytes;
let blobType;

/** Immutable octets with a media type (File API, section 3). */
export class Blob {
  #bytes;
  #type;

  /**
   * @param {Iterable<BufferSource|Blob|string>} [blobParts]
   * @param {{type?: string, endings?: "transparent"|"native"}} [options]
   */
  constructor(blobParts = undefined, options = undefined, bytes = undefined) {
    if (blobParts === INTERNAL) {
      this.#bytes = bytes;
      this.#type = options;
      return;
    }
    const context = "Failed to construct 'Blob'";
    const parts = blobParts === undefined ? [] : convertParts(blobParts, context);
    const bag = convertPropertyBag(options, context);
    this.#bytes = joinParts(parts, bag.endings);
    this.#type = normalizeType(bag.type);
  }

  get size() {
    return TypedArrayPrototypeGetByteLength(this.#bytes);
  }

  get type() {
    return this.#type;
  }

  /** The octets from `start` to before `end`, as a Blob of its own that shares the memory. */
  slice(start = 0, end = undefined, contentType = "") {
    const size = TypedArrayPrototypeGetByteLength(this.#bytes);
    const from = toOffset(start, size);
    const to = end === undefined ? size : toOffset(end, size);
    const type = normalizeType(`${contentType}`);
    return newBlob(subarray(this.#bytes, from, to < from ? from : to), type);
  }

  /** @returns {ReadableStream} the octets as a byte stream */
  stream() {
    return streamOfBytes(this.#bytes);
  }

  /** @returns {Promise<string>} the octets decoded as UTF-8 */
  text() {
    try {
      return resolved(utf8Decode(this.#bytes, false, false));
    } catch (error) {
      return rejected(error);
    }
  }

  /** @returns {Promise<ArrayBuffer>} a copy of the octets */
  arrayBuffer() {
    try {
      return resolved(TypedArrayPrototypeGetBuffer(new Uint8Array(this.#bytes)));
    } catch (error) {
      return rejected(error);
    }
  }

  /** @returns {Promise<Uint8Array>} a copy of the octets */
  bytes() {
    try {
      return resolved(new Uint8Array(this.#bytes));
    } catch (error) {
      return rejected(error);
    }
  }

  [inspectSymbol]() {
    return { __proto__: null, size: TypedArrayPrototypeGetByteLength(this.#bytes), type: this.#type };
  }

  static {
    isBlob = (value) => typeof value === "object" && value !== null && #bytes in value;
    blobBytes = (blob) => blob.#bytes;
    blobType = (blob) => blob.#type;
  }
}
defineInterface(Blob);

/** A Blob over octets that nobody changes any more; `type` is taken as it is. */
export function newBlob(bytes, type) {
  return new Blob(INTERNAL, type, bytes);
}

/**
 * isBlob(value): whether the value is a Blob or File.
 * blobType(blob): its media type.
 * blobBytes(blob): its octets as a Uint8Array, which must not be changed or given to the worker.
 */
export { INTERNAL, blobBytes, blobType, isBlob };
