// ReadableStreamDefaultReader (Streams, section 4.4).

import { rejected } from "../internal/promises.js";
import { defineInterface, requireArguments, whereOf } from "../internal/webidl.js";
import { PromiseReadRequest } from "./read_request.js";
import {
  acquireDefaultReader,
  defaultReaderRead,
  readerCancel,
  readerRelease,
  releasedError,
} from "./reader_state.js";
import { streamStateOf } from "./readable_stream.js";
import { INTERNAL } from "./wrappers.js";

const NAME = "ReadableStreamDefaultReader";

/** Reads the chunks of a ReadableStream, which is locked to it. */
export class ReadableStreamDefaultReader {
  #state;

  /** @param {ReadableStream} stream one that is not locked */
  constructor(stream, state = undefined) {
    if (stream === INTERNAL) {
      this.#state = state;
      return;
    }
    requireArguments(1, arguments.length, NAME);
    const where = whereOf(NAME);
    this.#state = acquireDefaultReader(streamStateOf(stream, where), where);
  }

  /** @returns {Promise<undefined>} when the stream closes; rejects on an error or a release */
  get closed() {
    try {
      return this.#state.closed.promise;
    } catch (error) {
      return rejected(error);
    }
  }

  /** Cancels the stream. */
  cancel(reason = undefined) {
    try {
      return readerCancel(this.#state, reason);
    } catch (error) {
      return rejected(error);
    }
  }

  /** @returns {Promise<{value: any, done: boolean}>} the next chunk */
  read() {
    let state;
    try {
      state = this.#state;
    } catch (error) {
      return rejected(error);
    }
    if (state.stream === undefined) return rejected(releasedError("read"));
    const request = new PromiseReadRequest();
    defaultReaderRead(state, request);
    return request.promise;
  }

  /** Unlocks the stream. Reads that are not answered yet reject. */
  releaseLock() {
    const state = this.#state;
    if (state.stream !== undefined) readerRelease(state);
  }
}
defineInterface(ReadableStreamDefaultReader, "ReadableStreamDefaultReader");

/** A reader of a stream's state; TypeError when it is locked. */
export function newDefaultReader(stream, where) {
  return new ReadableStreamDefaultReader(INTERNAL, acquireDefaultReader(stream, where));
}
