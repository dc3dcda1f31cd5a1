// ReadableStreamBYOBReader (Streams, section 4.5).

import { RangeError, TypeError } from "../internal/primordials.js";
import { rejected } from "../internal/promises.js";
import {
  defineInterface,
  dictionaryOf,
  requireArguments,
  toDictionary,
  toUnsignedLongLong,
  whereOf,
} from "../internal/webidl.js";
import {
  bufferOf,
  byteLengthOf,
  byteLengthOfBuffer,
  isDetached,
  toArrayBufferView,
  viewTypeOf,
} from "./buffers.js";
import { PromiseReadRequest } from "./read_request.js";
import {
  acquireBYOBReader,
  byobReaderRead,
  readerCancel,
  readerRelease,
  releasedError,
} from "./reader_state.js";
import { streamStateOf } from "./readable_stream.js";
import { INTERNAL } from "./wrappers.js";

const NAME = "ReadableStreamBYOBReader";
const ENFORCE_RANGE = { __proto__: null, enforceRange: true };
const READ_OPTIONS = dictionaryOf([
  {
    key: "min",
    converter: (value, where) => toUnsignedLongLong(value, where, ENFORCE_RANGE),
    defaultValue: 1,
  },
]);

// TypeError or RangeError unless at least `min` elements (from 1 on) can be read into the view.
function checkView(view, min, where) {
  const buffer = bufferOf(view);
  if (isDetached(buffer)) throw new TypeError(`${where}: the view's buffer is detached.`);
  if (byteLengthOf(view) === 0 || byteLengthOfBuffer(buffer) === 0) {
    throw new TypeError(`${where}: the view has no octets.`);
  }
  if (min === 0) throw new TypeError(`${where}: min is 0; expected 1 or more.`);
  const length = byteLengthOf(view) / viewTypeOf(view).elementSize;
  if (min > length) {
    throw new RangeError(`${where}: min is ${min}; expected at most the view's ${length} elements.`);
  }
}

/** Reads the octets of a byte stream into buffers of the worker. */
export class ReadableStreamBYOBReader {
  #state;

  /** @param {ReadableStream} stream a byte stream that is not locked */
  constructor(stream, state = undefined) {
    if (stream === INTERNAL) {
      this.#state = state;
      return;
    }
    requireArguments(1, arguments.length, NAME);
    const where = whereOf(NAME);
    this.#state = acquireBYOBReader(streamStateOf(stream, where), where);
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

  /**
   * Reads into `view`, whose buffer is detached.
   * @param {ArrayBufferView} view
   * @param {{min?: number}} [options] the elements to wait for, 1 by default
   * @returns {Promise<{value: ArrayBufferView, done: boolean}>} a view of what was read
   */
  read(view, options = undefined) {
    let state;
    let min;
    try {
      state = this.#state;
      requireArguments(1, arguments.length, NAME, "read");
      const where = whereOf(NAME, "read");
      toArrayBufferView(view, where);
      ({ min } = toDictionary(options, READ_OPTIONS, where));
      checkView(view, min, where);
    } catch (error) {
      return rejected(error);
    }
    if (state.stream === undefined) return rejected(releasedError("read"));
    const request = new PromiseReadRequest();
    byobReaderRead(state, view, min, request);
    return request.promise;
  }

  /** Unlocks the stream. Reads that are not answered yet reject. */
  releaseLock() {
    const state = this.#state;
    if (state.stream !== undefined) readerRelease(state);
  }
}
defineInterface(ReadableStreamBYOBReader, "ReadableStreamBYOBReader");

/** A reader of a stream's state; TypeError when it is locked or no byte stream. */
export function newBYOBReader(stream, where) {
  return new ReadableStreamBYOBReader(INTERNAL, acquireBYOBReader(stream, where));
}
