// ReadableStream (Streams, section 4.2), and what the rest of the runtime uses of it.

import { ObjectDefineProperty, SymbolAsyncIterator, TypeError } from "../internal/primordials.js";
import { markHandled, rejected } from "../internal/promises.js";
import {
  defineInterface,
  describe,
  dictionaryOf,
  isObject,
  requireArguments,
  toBoolean,
  toDictionary,
  toEnum,
  whereOf,
} from "../internal/webidl.js";
import { toPipeOptions } from "./pipe_options.js";
import { toQueuingStrategy } from "./queuing_strategy.js";
import { newAsyncIterator } from "./readable_stream_async_iterator.js";
import { newBYOBReader } from "./readable_stream_byob_reader.js";
import { newDefaultReader } from "./readable_stream_default_reader.js";
import { readableStreamFromIterable } from "./readable_stream_from.js";
import { readableStreamPipeTo } from "./readable_stream_pipe.js";
import {
  ReadableStreamState,
  isReadableStreamLocked,
  readableStreamCancel,
} from "./readable_stream_state.js";
import { readableStreamTee } from "./readable_stream_tee.js";
import { setUpFromSource, toUnderlyingSource } from "./underlying_source.js";
import { INTERNAL } from "./wrappers.js";
import { isWritableStream, writableStateOf } from "./writable_stream.js";

const NAME = "ReadableStream";
const READER_MODES = ["byob"];
const READER_OPTIONS = dictionaryOf([
  { key: "mode", converter: (value, where) => toEnum(value, READER_MODES, where) },
]);
const ITERATOR_OPTIONS = dictionaryOf([{ key: "preventCancel", converter: toBoolean, defaultValue: false }]);

function toReadable(value, where) {
  if (isReadableStream(value)) return value;
  throw new TypeError(`${where}: found ${describe(value)}; expected a ReadableStream.`);
}

function toWritable(value, where) {
  if (isWritableStream(value)) return value;
  throw new TypeError(`${where}: found ${describe(value)}; expected a WritableStream.`);
}

const TRANSFORM_PAIR = dictionaryOf([
  { key: "readable", converter: toReadable, required: true },
  { key: "writable", converter: toWritable, required: true },
]);

let isReadableStream;
let stateOf;

/** A source of chunks that arrive over time, with back-pressure. */
export class ReadableStream {
  #state;

  /**
   * @param {object} [underlyingSource] {start, pull, cancel, type, autoAllocateChunkSize}
   * @param {object} [strategy] {highWaterMark, size}
   */
  constructor(underlyingSource = undefined, strategy = undefined) {
    if (underlyingSource === INTERNAL) {
      this.#state = strategy;
      strategy.wrapper = this;
      return;
    }
    const where = whereOf(NAME);
    if (underlyingSource !== undefined && !isObject(underlyingSource)) {
      throw new TypeError(
        `${where}: the underlying source is ${describe(underlyingSource)}; expected an object.`,
      );
    }
    const queuingStrategy = toQueuingStrategy(strategy, where);
    const source = toUnderlyingSource(underlyingSource, where);
    const state = new ReadableStreamState();
    this.#state = state;
    state.wrapper = this;
    setUpFromSource(state, underlyingSource, source, queuingStrategy, where);
  }

  /** A stream of the items of an iterable or async iterable (section 4.2.5). */
  static from(asyncIterable) {
    requireArguments(1, arguments.length, NAME, "from");
    return wrapReadableStream(readableStreamFromIterable(asyncIterable, whereOf(NAME, "from")));
  }

  /** @returns {boolean} whether a reader holds the stream */
  get locked() {
    return isReadableStreamLocked(this.#state);
  }

  /** Gives the stream up: nobody wants its chunks. */
  cancel(reason = undefined) {
    try {
      const state = this.#state;
      requireUnlocked(state, "cancel");
      return readableStreamCancel(state, reason);
    } catch (error) {
      return rejected(error);
    }
  }

  /** @param {{mode?: "byob"}} [options] */
  getReader(options = undefined) {
    const state = this.#state;
    const where = whereOf(NAME, "getReader");
    if (options === undefined) return newDefaultReader(state, where);
    const { mode } = toDictionary(options, READER_OPTIONS, where);
    return mode === undefined ? newDefaultReader(state, where) : newBYOBReader(state, where);
  }

  /** Pipes into `transform.writable` and returns `transform.readable`. */
  pipeThrough(transform, options = undefined) {
    const state = this.#state;
    requireArguments(1, arguments.length, NAME, "pipeThrough");
    const where = whereOf(NAME, "pipeThrough");
    const { readable, writable } = toDictionary(transform, TRANSFORM_PAIR, where);
    const pipeOptions = toPipeOptions(options, where);
    requireUnlocked(state, "pipeThrough");
    markHandled(readableStreamPipeTo(state, writableStateOf(writable), pipeOptions, where));
    return readable;
  }

  /** Writes every chunk to `destination`; a promise of undefined at the end. */
  pipeTo(destination, options = undefined) {
    try {
      const state = this.#state;
      requireArguments(1, arguments.length, NAME, "pipeTo");
      const where = whereOf(NAME, "pipeTo");
      const writable = toWritable(destination, where);
      const pipeOptions = toPipeOptions(options, where);
      requireUnlocked(state, "pipeTo");
      return readableStreamPipeTo(state, writableStateOf(writable), pipeOptions, where);
    } catch (error) {
      return rejected(error);
    }
  }

  /** @returns {ReadableStream[]} two streams with the same chunks */
  tee() {
    const state = this.#state;
    requireUnlocked(state, "tee");
    return teeState(state);
  }

  /** @param {{preventCancel?: boolean}} [options] */
  values(options = undefined) {
    const state = this.#state;
    const where = whereOf(NAME, "values");
    const { preventCancel } = toDictionary(options, ITERATOR_OPTIONS, where);
    return newAsyncIterator(state, preventCancel, where);
  }

  static {
    isReadableStream = (value) => typeof value === "object" && value !== null && #state in value;
    stateOf = (stream) => stream.#state;
  }
}
defineInterface(ReadableStream, "ReadableStream");
ObjectDefineProperty(ReadableStream.prototype, SymbolAsyncIterator, {
  __proto__: null,
  value: ReadableStream.prototype.values,
  writable: true,
  configurable: true,
});

function requireUnlocked(state, method) {
  if (isReadableStreamLocked(state)) {
    throw new TypeError(`${whereOf(NAME, method)}: the ReadableStream is locked to a reader.`);
  }
}

function teeState(state, cloneForSecond = undefined) {
  const branches = readableStreamTee(state, cloneForSecond);
  return [wrapReadableStream(branches.first), wrapReadableStream(branches.second)];
}

/** The state of a ReadableStream; TypeError for anything else. */
export function streamStateOf(value, where) {
  return stateOf(toReadable(value, where));
}

/** The object that a worker sees for a stream's state. */
export function wrapReadableStream(state) {
  return state.wrapper ?? new ReadableStream(INTERNAL, state);
}

/** isReadableStream(value): whether the value is a ReadableStream. */
export { isReadableStream };

/** Whether the stream was read from or cancelled. */
export function isDisturbed(stream) {
  return stateOf(stream).disturbed;
}

/** Whether a reader holds the stream. */
export function isLocked(stream) {
  return isReadableStreamLocked(stateOf(stream));
}

/** How many octets will come out of a stream that nobody has read from, if that is known. */
export function expectedLengthOf(stream) {
  return stateOf(stream).expectedLength;
}

/**
 * ReadableStreamTee: two ReadableStreams. The stream must not be locked.
 * @param {(chunk: any) => any} cloneForSecond makes the second one's chunks; those of a byte stream are
 *     copies anyway
 */
export function teeStream(stream, cloneForSecond) {
  return teeState(stateOf(stream), cloneForSecond);
}

/** Cancels the stream, whoever reads it; the promise never rejects unhandled. */
export function cancelStream(stream, reason) {
  const promise = readableStreamCancel(stateOf(stream), reason);
  markHandled(promise);
  return promise;
}

/** Errors a stream of the runtime: every read rejects with `error`. */
export function errorStream(stream, error) {
  stateOf(stream).controller.error(error);
}
