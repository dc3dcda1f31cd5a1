// WritableStreamDefaultWriter (Streams, section 5.3).

import { TypeError } from "../internal/primordials.js";
import { newPromise, rejected } from "../internal/promises.js";
import { defineInterface, requireArguments, whereOf } from "../internal/webidl.js";
import { writableStateOf } from "./writable_stream.js";
import { acquireWriter } from "./writer_state.js";
import { INTERNAL } from "./wrappers.js";

const NAME = "WritableStreamDefaultWriter";

function releasedError(method) {
  return new TypeError(`${whereOf(NAME, method)}: the writer was released from its stream.`);
}

/** Writes chunks to a WritableStream, which is locked to it. */
export class WritableStreamDefaultWriter {
  #state;

  /** @param {WritableStream} stream one that is not locked */
  constructor(stream, state = undefined) {
    if (stream === INTERNAL) {
      this.#state = state;
      return;
    }
    requireArguments(1, arguments.length, NAME);
    const where = whereOf(NAME);
    this.#state = acquireWriter(writableStateOf(stream, where), where);
  }

  /** @returns {Promise<undefined>} when the stream closes; rejects on an error or a release */
  get closed() {
    try {
      return this.#state.closed.promise;
    } catch (error) {
      return rejected(error);
    }
  }

  /** @returns {?number} what the queue has room for; null after an error */
  get desiredSize() {
    const state = this.#state;
    if (state.stream === undefined) throw releasedError("desiredSize");
    return state.desiredSize;
  }

  /** @returns {Promise<undefined>} when there is room in the queue; a new one after each time */
  get ready() {
    try {
      return this.#state.ready.promise;
    } catch (error) {
      return rejected(error);
    }
  }

  /** Aborts the stream: what is in its queue is lost. */
  abort(reason = undefined) {
    try {
      const { stream } = this.#state;
      if (stream === undefined) throw releasedError("abort");
      return stream.abort(reason);
    } catch (error) {
      return rejected(error);
    }
  }

  /** Closes the stream once everything is written. */
  close() {
    try {
      const { stream } = this.#state;
      if (stream === undefined) throw releasedError("close");
      if (stream.isClosing) {
        throw new TypeError(`${whereOf(NAME, "close")}: the WritableStream is closing already.`);
      }
      return stream.close();
    } catch (error) {
      return rejected(error);
    }
  }

  /** Unlocks the stream. */
  releaseLock() {
    const state = this.#state;
    if (state.stream !== undefined) state.release();
  }

  /** @returns {Promise<undefined>} when the chunk is written */
  write(chunk = undefined) {
    try {
      const state = this.#state;
      if (state.stream === undefined) throw releasedError("write");
      const request = newPromise();
      state.write(chunk, request);
      return request.promise;
    } catch (error) {
      return rejected(error);
    }
  }
}
defineInterface(WritableStreamDefaultWriter, "WritableStreamDefaultWriter");

/** A writer of a stream's state; TypeError when it is locked. */
export function newWriter(stream, where) {
  return new WritableStreamDefaultWriter(INTERNAL, acquireWriter(stream, where));
}
