// DecompressionStream (Compression Standard).

import { newDecompressor } from "native:compression";
import { defineInterface, requireArguments, whereOf } from "../internal/webidl.js";
import { createDecompression, toFormat } from "./codec.js";

const NAME = "DecompressionStream";

/** Decompresses octets. */
export class DecompressionStream {
  #transform;

  /** @param {string} format "deflate" (zlib), "deflate-raw", "gzip", "brotli" or "zstd" */
  constructor(format) {
    requireArguments(1, arguments.length, NAME);
    this.#transform = createDecompression(newDecompressor(toFormat(format, whereOf(NAME))));
  }

  /** @returns {ReadableStream} of Uint8Arrays */
  get readable() {
    return this.#transform.readable;
  }

  /** @returns {WritableStream} for ArrayBuffers and views of them */
  get writable() {
    return this.#transform.writable;
  }
}
defineInterface(DecompressionStream, NAME);
