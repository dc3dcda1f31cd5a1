// WritableStream (Streams, section 5.2).

import { TypeError } from "../internal/primordials.js";
import { rejected } from "../internal/promises.js";
import { defineInterface, describe, isObject, whereOf } from "../internal/webidl.js";
import { toQueuingStrategy } from "./queuing_strategy.js";
import { setUpFromSink, toUnderlyingSink } from "./underlying_sink.js";
import { newWriter } from "./writable_stream_default_writer.js";
import { WritableStreamState } from "./writable_stream_state.js";
import { INTERNAL } from "./wrappers.js";

const NAME = "WritableStream";

let isWritableStream;
let stateOf;

/** A destination for chunks that are written over time, with back-pressure. */
export class WritableStream {
  #state;

  /**
   * @param {object} [underlyingSink] {start, write, close, abort}
   * @param {object} [strategy] {highWaterMark, size}
   */
  constructor(underlyingSink = undefined, strategy = undefined) {
    if (underlyingSink === INTERNAL) {
      this.#state = strategy;
      strategy.wrapper = this;
      return;
    }
    const where = whereOf(NAME);
    if (underlyingSink !== undefined && !isObject(underlyingSink)) {
      throw new TypeError(
        `${where}: the underlying sink is ${describe(underlyingSink)}; expected an object.`,
      );
    }
    const queuingStrategy = toQueuingStrategy(strategy, where);
    const sink = toUnderlyingSink(underlyingSink, where);
    const state = new WritableStreamState();
    this.#state = state;
    state.wrapper = this;
    setUpFromSink(state, underlyingSink, sink, queuingStrategy, where);
  }

  /** @returns {boolean} whether a writer holds the stream */
  get locked() {
    return this.#state.writer !== undefined;
  }

  /** Aborts the stream: what is in its queue is lost. */
  abort(reason = undefined) {
    try {
      const state = this.#state;
      requireUnlocked(state, "abort");
      return state.abort(reason);
    } catch (error) {
      return rejected(error);
    }
  }

  /** Closes the stream once everything is written. */
  close() {
    try {
      const state = this.#state;
      requireUnlocked(state, "close");
      if (state.isClosing) {
        throw new TypeError(`${whereOf(NAME, "close")}: the WritableStream is closing already.`);
      }
      return state.close();
    } catch (error) {
      return rejected(error);
    }
  }

  getWriter() {
    return newWriter(this.#state, whereOf(NAME, "getWriter"));
  }

  static {
    isWritableStream = (value) => typeof value === "object" && value !== null && #state in value;
    stateOf = (stream) => stream.#state;
  }
}
defineInterface(WritableStream, "WritableStream");

function requireUnlocked(state, method) {
  if (state.writer !== undefined) {
    throw new TypeError(`${whereOf(NAME, method)}: the WritableStream is locked to a writer.`);
  }
}

/** The state of a WritableStream; TypeError for anything else. */
export function writableStateOf(value, where) {
  if (isWritableStream(value)) return stateOf(value);
  throw new TypeError(`${where}: found ${describe(value)}; expected a WritableStream.`);
}

/** The object that a worker sees for a stream's state. */
export function wrapWritableStream(state) {
  return state.wrapper ?? new WritableStream(INTERNAL, state);
}

/** isWritableStream(value): whether the value is a WritableStream. */
export { isWritableStream };
