// What CompressionStream and DecompressionStream have in common (Compression Standard): octets go
// through a native object step by step, and what comes out goes to a readable side that may be slow.

import { step } from "native:compression";
import { close, closeWith } from "native:runtime";
import {
  TypeError,
  TypedArrayPrototypeGetByteLength,
  Uint32Array,
  Uint8Array,
} from "../internal/primordials.js";
import { thenPromise } from "../internal/promises.js";
import { copyOctets, subarray } from "../internal/buffer_source.js";
import { toBufferSource, toEnum } from "../internal/webidl.js";
import { doNothing } from "../streams/callbacks.js";
import { createTransform } from "../streams/internal_api.js";

const FORMATS = ["deflate", "deflate-raw", "gzip", "brotli", "zstd"];
const NOTHING = new Uint8Array(0);

// What a chunk may give before the reader has asked for it; a few octets may become gigabytes.
const MOST_AHEAD = 1 << 20;

// What `step` fills in: how many octets it has taken, and a state.
const progress = new Uint32Array(2);
const HUNGRY = 1;
const END = 2;

/** CompressionFormat. */
export function toFormat(value, where) {
  return toEnum(value, FORMATS, where);
}

// A native object, which ends with this one at the latest.
class Codec {
  #handle;
  // Whether the compressed data has ended. The native object is then closed.
  ended = false;

  constructor(handle) {
    this.#handle = handle;
    closeWith(this, handle);
  }

  // Puts out what `bytes` give; `last`: nothing follows them. Returns a promise when the reader has
  // enough for the moment, else undefined.
  run(bytes, last, controller) {
    try {
      return this.#run(bytes, last, controller);
    } catch (error) {
      close(this.#handle);
      throw error;
    }
  }

  #run(bytes, last, controller) {
    let ahead = 0;
    for (;;) {
      const length = TypedArrayPrototypeGetByteLength(bytes);
      if (this.ended) return this.#checkRest(length);
      const output = step(this.#handle, bytes, last, progress);
      const taken = progress[0];
      const state = progress[1];
      const size = TypedArrayPrototypeGetByteLength(output);
      if (size > 0) controller.enqueue(output);
      if (taken > 0) bytes = subarray(bytes, taken, length);
      if (state === END) {
        this.ended = true;
        close(this.#handle);
      } else if ((state === HUNGRY && taken === length) || (size === 0 && taken === 0)) {
        return undefined;
      } else if (controller.backpressure) {
        ahead += size;
        if (ahead > MOST_AHEAD) return this.#goOnWhenWanted(bytes, last, controller);
      }
    }
  }

  #checkRest(length) {
    if (length === 0) return undefined;
    throw new TypeError("There is more data after the end of the compressed data.");
  }

  #goOnWhenWanted(bytes, last, controller) {
    // The worker may change its buffer while we wait.
    const kept = copyOctets(bytes);
    return thenPromise(controller.whenWanted(),
      () => this.run(kept, last, controller) ?? doNothing());
  }
}

/** The two sides of a stream that compresses, with what newCompressor has made. */
export function createCompression(handle) {
  const codec = new Codec(handle);
  return createTransform({
    __proto__: null,
    transform: (chunk, controller) =>
      codec.run(toBufferSource(chunk, "Failed to compress a chunk"), false, controller),
    flush: (controller) => codec.run(NOTHING, true, controller),
  });
}

// Between the last octets and the end of the stream.
function checkEnd(codec) {
  if (codec.ended) return undefined;
  throw new TypeError("The compressed data ends too early.");
}

/** The two sides of a stream that decompresses, with what newDecompressor has made. */
export function createDecompression(handle) {
  const codec = new Codec(handle);
  return createTransform({
    __proto__: null,
    transform: (chunk, controller) =>
      codec.run(toBufferSource(chunk, "Failed to decompress a chunk"), false, controller),
    flush: () => checkEnd(codec),
  });
}
