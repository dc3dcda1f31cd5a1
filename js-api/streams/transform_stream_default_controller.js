// TransformStreamDefaultController (Streams, section 6.3).

import { defineInterface, illegalConstructor } from "../internal/webidl.js";
import { INTERNAL } from "./wrappers.js";

/** What a transformer uses to give its chunks to the readable side. */
export class TransformStreamDefaultController {
  #state;

  constructor(internal = undefined, state = undefined) {
    if (internal !== INTERNAL) illegalConstructor();
    this.#state = state;
    state.controllerWrapper = this;
  }

  /** @returns {?number} what the readable side's queue has room for; null after an error */
  get desiredSize() {
    return this.#state.readable.controller.desiredSize;
  }

  /** Puts a chunk into the readable side's queue. */
  enqueue(chunk = undefined) {
    this.#state.enqueue(chunk);
  }

  /** Errors both sides. */
  error(reason = undefined) {
    this.#state.error(reason);
  }

  /** Closes the readable side and errors the writable side. */
  terminate() {
    this.#state.terminate();
  }
}
defineInterface(TransformStreamDefaultController, "TransformStreamDefaultController");

/** The object that a worker sees for the controller of a transform stream's state. */
export function wrapTransformController(state) {
  return state.controllerWrapper ?? new TransformStreamDefaultController(INTERNAL, state);
}
