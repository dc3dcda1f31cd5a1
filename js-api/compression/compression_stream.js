// CompressionStream (Compression Standard).

import { newCompressor } from "native:compression";
import { defineInterface, requireArguments, whereOf } from "../internal/webidl.js";
import { createCompression, toFormat } from "./codec.js";

const NAME = "CompressionStream";

/** Compresses octets. */
export class CompressionStream {
  #transform;

  /** @param {string} format "deflate" (zlib), "deflate-raw", "gzip", "brotli" or "zstd" */
  constructor(format) {
    requireArguments(1, arguments.length, NAME);
    this.#transform = createCompression(newCompressor(toFormat(format, whereOf(NAME))));
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
defineInterface(CompressionStream, NAME);
