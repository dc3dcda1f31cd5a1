// WritableStreamDefaultController (Streams, section 5.4).

import { defineInterface, illegalConstructor } from "../internal/webidl.js";
import { WRITABLE } from "./writable_stream_state.js";
import { INTERNAL } from "./wrappers.js";

/** What a sink uses to steer its WritableStream. */
export class WritableStreamDefaultController {
  #state;

  constructor(internal = undefined, state = undefined) {
    if (internal !== INTERNAL) illegalConstructor();
    this.#state = state;
    state.wrapper = this;
  }

  /** @returns {AbortSignal} aborted when the stream is */
  get signal() {
    return this.#state.signal;
  }

  /** Errors the stream: every write from now on fails with `e`. */
  error(e = undefined) {
    const state = this.#state;
    if (state.stream.state === WRITABLE) state.error(e);
  }
}
defineInterface(WritableStreamDefaultController, "WritableStreamDefaultController");

/** The object that a worker sees for a controller's state. */
export function wrapWritableController(state) {
  return state.wrapper ?? new WritableStreamDefaultController(INTERNAL, state);
}
