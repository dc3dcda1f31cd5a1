// A Blob's octets as a readable byte stream.

import {
  MathMin,
  TypedArrayPrototypeGetByteLength,
  Uint8Array,
  uncurryThis,
} from "../internal/primordials.js";
import { subarray } from "../internal/buffer_source.js";
import { ReadableByteStreamController } from "../streams/readable_byte_stream_controller.js";
import { ReadableStream } from "../streams/readable_stream.js";

const CHUNK = 65536;
const enqueue = uncurryThis(ReadableByteStreamController.prototype.enqueue);
const close = uncurryThis(ReadableByteStreamController.prototype.close);

/** A ReadableStream of copies of `bytes`, at most 64 KiB each, made as they are read. */
export function streamOfBytes(bytes) {
  const size = TypedArrayPrototypeGetByteLength(bytes);
  let at = 0;
  return new ReadableStream({
    __proto__: null,
    type: "bytes",
    start(controller) {
      if (size === 0) close(controller);
    },
    pull(controller) {
      const end = MathMin(at + CHUNK, size);
      const chunk = new Uint8Array(subarray(bytes, at, end));
      at = end;
      enqueue(controller, chunk);
      if (at === size) close(controller);
    },
  });
}
