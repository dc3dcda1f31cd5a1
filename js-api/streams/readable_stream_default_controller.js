// ReadableStreamDefaultController (Streams, section 4.6).

import { TypeError } from "../internal/primordials.js";
import { defineInterface, illegalConstructor } from "../internal/webidl.js";
import { INTERNAL } from "./wrappers.js";

/** What a source uses to fill its ReadableStream with chunks of any kind. */
export class ReadableStreamDefaultController {
  #state;

  constructor(internal = undefined, state = undefined) {
    if (internal !== INTERNAL) illegalConstructor();
    this.#state = state;
    state.wrapper = this;
  }

  /** @returns {?number} what the queue has room for; 0 or less is full; null after an error */
  get desiredSize() {
    return this.#state.desiredSize;
  }

  /** Closes the stream once its queue has been read. */
  close() {
    const state = this.#state;
    requireOpen(state, "close");
    state.close();
  }

  /** Puts a chunk into the queue. */
  enqueue(chunk = undefined) {
    const state = this.#state;
    requireOpen(state, "enqueue");
    state.enqueue(chunk);
  }

  /** Errors the stream: what is in the queue is lost. */
  error(e = undefined) {
    this.#state.error(e);
  }
}
defineInterface(ReadableStreamDefaultController, "ReadableStreamDefaultController");

function requireOpen(state, method) {
  if (state.canCloseOrEnqueue()) return;
  throw new TypeError(
    `Failed to execute '${method}' on 'ReadableStreamDefaultController': the stream is ` +
      `${state.closeRequested ? "closing or closed" : "closed or errored"}.`,
  );
}

/** The object that a worker sees for a controller's state. */
export function wrapDefaultController(state) {
  return state.wrapper ?? new ReadableStreamDefaultController(INTERNAL, state);
}
