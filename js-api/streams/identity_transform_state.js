// The two sides of an IdentityTransformStream and of a FixedLengthStream: octets that are written to one
// come out of the other, a byte stream. Nothing is kept between them: a write waits for its reader.

import { TypeError } from "../internal/primordials.js";
import { copyOctets, octetsOf } from "../internal/buffer_source.js";
import { newPromise, rejected, thenPromise } from "../internal/promises.js";
import { describe, isBufferSource } from "../internal/webidl.js";
import { byteLengthOf } from "./buffers.js";
import { respond } from "./byob_respond.js";
import { doNothing } from "./callbacks.js";
import { ReadableByteStreamControllerState } from "./readable_byte_stream_controller_state.js";
import { READABLE, ReadableStreamState } from "./readable_stream_state.js";
import { pullFinished } from "./source_algorithms.js";
import { WritableStreamDefaultControllerState } from "./writable_stream_default_controller_state.js";
import { ERRORING, WritableStreamState } from "./writable_stream_state.js";

function sizeOf(chunk) {
  return isBufferSource(chunk) ? byteLengthOf(octetsOf(chunk)) : 0;
}

/** As TransformStreamState: `readable` and `writable` are the states of the two sides. */
export class IdentityTransformState {
  readable = new ReadableStreamState();
  writable = new WritableStreamState();
  // How many octets are to come; undefined: any number.
  #left;
  // Deferred: a reader waits for octets, or there will be none.
  #wanted = newPromise();

  /**
   * @param {number|undefined} length how many octets must be written, if that is known
   * @param {number} highWaterMark of the writable side, in octets
   */
  constructor(length, highWaterMark) {
    this.#left = length;
    this.readable.expectedLength = length;
    new ReadableByteStreamControllerState(
      this.readable,
      () => this.#wanted.resolve(undefined),
      (reason) => this.#cancel(reason),
      0,
      undefined,
    );
    // There is nothing to wait for.
    this.readable.controller.started = true;
    new WritableStreamDefaultControllerState(this.writable, {
      __proto__: null,
      write: (chunk) => this.#write(chunk),
      close: () => this.#close(),
      abort: (reason) => this.#abort(reason),
    }, highWaterMark, sizeOf);
    this.writable.controller.start(undefined);
  }

  #fail(error) {
    this.readable.controller.error(error);
    return rejected(error);
  }

  #write(chunk) {
    if (!isBufferSource(chunk)) {
      return this.#fail(new TypeError(
        `A chunk written to the stream is ${describe(chunk)}; expected an ArrayBuffer or a view of one.`));
    }
    const bytes = copyOctets(chunk);
    const size = byteLengthOf(bytes);
    if (this.#left !== undefined) {
      if (size > this.#left) {
        return this.#fail(
          new TypeError("Attempt to write too many bytes through a FixedLengthStream."));
      }
      this.#left -= size;
    }
    if (size === 0) return doNothing();
    return thenPromise(this.#wanted.promise, () => this.#deliver(bytes));
  }

  #deliver(bytes) {
    const { writable, readable } = this;
    if (writable.state === ERRORING) throw writable.storedError;
    if (readable.state !== READABLE) return doNothing();
    this.#wanted = newPromise();
    readable.controller.enqueueOwned(bytes);
    pullFinished(readable.controller);
    return doNothing();
  }

  #close() {
    if (this.#left > 0) {
      return this.#fail(
        new TypeError("FixedLengthStream did not see all expected bytes before close()."));
    }
    const { controller } = this.readable;
    try {
      controller.close();
    } catch (error) {
      return rejected(error);
    }
    if (controller.pendingPullIntos.length > 0) respond(controller, 0);
    return doNothing();
  }

  #abort(reason) {
    this.readable.controller.error(reason);
    return doNothing();
  }

  #cancel(reason) {
    this.writable.controller.errorIfNeeded(reason);
    this.#wanted.resolve(undefined);
    return doNothing();
  }
}
