// What the rest of the runtime uses of streams.

import { resolved } from "../internal/promises.js";
import { doNothing } from "./callbacks.js";
import { countOne } from "./queuing_strategy.js";
import { wrapReadableStream } from "./readable_stream.js";
import { ReadableByteStreamControllerState } from "./readable_byte_stream_controller_state.js";
import { ReadableStreamDefaultControllerState } from "./readable_stream_default_controller_state.js";
import { ReadableStreamState } from "./readable_stream_state.js";

export { BytesSource, createNativeStream, takeNativeSource } from "./native_source.js";
export { forEachChunk, readAllBytes } from "./read_all.js";
export {
  cancelStream,
  errorStream,
  expectedLengthOf,
  isDisturbed,
  isLocked,
  isReadableStream,
  teeStream,
} from "./readable_stream.js";
export { createTransform } from "./transform_stream.js";
export { isWritableStream } from "./writable_stream.js";

/**
 * A ReadableStream that the runtime fills.
 * @param {object} source
 * @param {(controller) => Promise|undefined} source.pull called when there is room; `controller` has
 *     enqueue(chunk), close() and error(e), and is the same every time. It must not throw
 * @param {(reason) => Promise|undefined} [source.cancel] must not throw
 * @param {"bytes"} [source.type] a byte stream; its chunks are Uint8Arrays, which it detaches
 * @param {number} [source.highWaterMark] 1 by default, 0 for a byte stream
 * @returns {ReadableStream}
 */
export function createReadableStream({ pull, cancel, type, highWaterMark }) {
  const stream = new ReadableStreamState();
  const isByteStream = type === "bytes";
  const Controller = isByteStream
    ? ReadableByteStreamControllerState
    : ReadableStreamDefaultControllerState;
  const controller = new Controller(
    stream,
    () => pull(controller) ?? doNothing(),
    (reason) => cancel?.(reason) ?? resolved(undefined),
    highWaterMark ?? (isByteStream ? 0 : 1),
    isByteStream ? undefined : countOne,
  );
  controller.start(undefined);
  return wrapReadableStream(stream);
}
