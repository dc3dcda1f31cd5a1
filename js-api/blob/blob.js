// Blob (File API, section 3).

import { utf8Decode } from "native:encoding";
import {
  TypedArrayPrototypeGetBuffer,
  TypedArrayPrototypeGetByteLength,
} from "../internal/primordials.js";
import { copyOctets, subarray } from "../internal/buffer_source.js";
import { rejected, resolved } from "../internal/promises.js";
import { clampedInteger, defineInterface, toDOMString } from "../internal/webidl.js";
import { inspectSymbol } from "../internal/inspect_hook.js";
import { joinParts, normalizeType, toBlobParts, toBlobPropertyBag } from "./blob_parts.js";
import { streamOfBytes } from "./blob_stream.js";

// Marks the constructor calls of this module and of file.js.
const INTERNAL = {};

// A slice's bound ([Clamp] long long), between 0 and `size`; negative ones count from the end.
function toOffset(value, size, where) {
  const offset = clampedInteger(value, where);
  if (offset < 0) return size + offset < 0 ? 0 : size + offset;
  return offset > size ? size : offset;
}

let isBlob;
let blobBytes;
let blobType;

/** Immutable octets with a media type. */
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
    const where = "Failed to construct 'Blob'";
    const parts = blobParts === undefined ? [] : toBlobParts(blobParts, where);
    const bag = toBlobPropertyBag(options, where);
    this.#bytes = joinParts(parts, bag.endings);
    this.#type = normalizeType(bag.type);
  }

  /** The number of octets. */
  get size() {
    return TypedArrayPrototypeGetByteLength(this.#bytes);
  }

  /** The media type in lower case, or "". */
  get type() {
    return this.#type;
  }

  /** The octets from `start` to before `end`, as a Blob of its own that shares the memory. */
  slice(start = 0, end = undefined, contentType = "") {
    const where = "Failed to execute 'slice' on 'Blob'";
    const size = TypedArrayPrototypeGetByteLength(this.#bytes);
    const from = toOffset(start, size, where);
    const to = end === undefined ? size : toOffset(end, size, where);
    const type = normalizeType(toDOMString(contentType, where));
    return createBlob(subarray(this.#bytes, from, to < from ? from : to), type);
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
      return resolved(TypedArrayPrototypeGetBuffer(copyOctets(this.#bytes)));
    } catch (error) {
      return rejected(error);
    }
  }

  /** @returns {Promise<Uint8Array>} a copy of the octets */
  bytes() {
    try {
      return resolved(copyOctets(this.#bytes));
    } catch (error) {
      return rejected(error);
    }
  }

  [inspectSymbol]() {
    const size = TypedArrayPrototypeGetByteLength(this.#bytes);
    return { __proto__: null, size, type: this.#type };
  }

  static {
    isBlob = (value) => typeof value === "object" && value !== null && #bytes in value;
    blobBytes = (blob) => blob.#bytes;
    blobType = (blob) => blob.#type;
  }
}
defineInterface(Blob, "Blob");

/** A Blob over octets that nobody changes any more; `type` is taken as it is. */
export function createBlob(bytes, type) {
  return new Blob(INTERNAL, type, bytes);
}

/** A promise of a copy of the Blob's octets, which the caller may keep and change. */
export function readBlob(blob) {
  return resolved(copyOctets(blobBytes(blob)));
}

/**
 * isBlob(value): whether the value is a Blob or File.
 * blobType(blob): its media type.
 * blobBytes(blob): its octets as a Uint8Array, which must not be changed or given to the worker.
 */
export { INTERNAL, blobBytes, blobType, isBlob };
