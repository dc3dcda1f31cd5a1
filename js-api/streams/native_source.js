// Byte streams whose octets the runtime has or fetches itself: the body of a request, a string, a file.
// A response takes the source out of such a stream and lets native code pump it, without a turn for
// each chunk.

import { TypedArrayPrototypeGetByteLength } from "../internal/primordials.js";
import { resolved, then } from "../internal/promises.js";
import { respond } from "./byob_respond.js";
import { doNothing } from "./callbacks.js";
import { streamStateOf, wrapReadableStream } from "./readable_stream.js";
import { ReadableByteStreamControllerState } from "./readable_byte_stream_controller_state.js";
import { READABLE, ReadableStreamState, isReadableStreamLocked } from "./readable_stream_state.js";
import { acquireDefaultReader } from "./reader_state.js";
import { pullFinished } from "./source_algorithms.js";

// Fills a stream with what a native source gives.
class NativePump {
  #source;
  #controller;

  constructor(stream, source) {
    this.#source = source;
    this.#controller = new ReadableByteStreamControllerState(
      stream,
      () => {
        then(source.read(), this.#onResult, this.#onError);
      },
      (reason) => {
        source.cancel(reason);
        return doNothing();
      },
      0,
      undefined,
    );
    // There is nothing to wait for.
    this.#controller.started = true;
  }

  #onResult = (result) => {
    const controller = this.#controller;
    if (controller.stream.state !== READABLE) return;
    if (result !== undefined) {
      controller.enqueueOwned(result.value);
      pullFinished(controller);
      return;
    }
    try {
      controller.close();
    } catch {
      // The stream is errored: a reader's view has half an element.
      return;
    }
    if (controller.pendingPullIntos.length > 0) respond(controller, 0);
  };

  #onError = (error) => {
    this.#controller.error(error);
  };
}

/**
 * A ReadableStream (a byte stream) of the octets of a source.
 * @param {{kind: string, read: () => Promise<{value: Uint8Array}|undefined>, cancel: Function}} source
 *     `read` is called once at a time; its chunks are not empty, and nobody else has them; undefined is
 *     the end. `cancel(reason)` is called when nobody wants the rest. `kind` is for takeNativeSource.
 */
export function createNativeStream(source) {
  const stream = new ReadableStreamState();
  stream.nativeSource = source;
  new NativePump(stream, source);
  return wrapReadableStream(stream);
}

/** A native source for octets that are in memory: one chunk. Its `bytes` are null once they are read. */
export class BytesSource {
  kind = "bytes";
  bytes;

  /** @param {Uint8Array} bytes which nobody else writes to */
  constructor(bytes) {
    this.bytes = bytes;
  }

  read() {
    const { bytes } = this;
    this.bytes = null;
    if (bytes === null || TypedArrayPrototypeGetByteLength(bytes) === 0) return doNothing();
    return resolved({ __proto__: null, value: bytes });
  }

  cancel() {
    this.bytes = null;
  }
}

/**
 * The source of a stream made by createNativeStream that nobody has read from or locked. The stream is
 * locked and disturbed from then on, and the caller reads or cancels the source.
 * @returns {object|undefined}
 */
export function takeNativeSource(stream) {
  return takeFrom(streamStateOf(stream, "takeNativeSource"));
}

/** The same for a stream's state. */
export function takeFrom(state) {
  const source = state.nativeSource;
  if (source === undefined || state.disturbed || isReadableStreamLocked(state)) return undefined;
  state.nativeSource = undefined;
  state.disturbed = true;
  acquireDefaultReader(state);
  return source;
}
