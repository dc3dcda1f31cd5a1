// A Blob's octets as a readable byte stream.

import { MathMin, TypedArrayPrototypeGetByteLength } from "../internal/primordials.js";
import { copyOctets, subarray } from "../internal/buffer_source.js";
import { resolved } from "../internal/promises.js";
import { createNativeStream } from "../streams/internal_api.js";

const CHUNK = 65536;

/** A native source of copies of the octets, at most 64 KiB each, made as they are read. */
class BlobSource {
  kind = "blob";
  #bytes;
  #at = 0;

  constructor(bytes) {
    this.#bytes = bytes;
  }

  read() {
    const start = this.#at;
    const end = MathMin(start + CHUNK, TypedArrayPrototypeGetByteLength(this.#bytes));
    if (start === end) return resolved(undefined);
    this.#at = end;
    const value = copyOctets(subarray(this.#bytes, start, end));
    return resolved({ __proto__: null, value });
  }

  cancel() {
    this.#at = TypedArrayPrototypeGetByteLength(this.#bytes);
  }
}

/** @returns {ReadableStream} */
export function streamOfBytes(bytes) {
  return createNativeStream(new BlobSource(bytes));
}
