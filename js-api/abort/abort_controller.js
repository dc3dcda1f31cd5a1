// AbortController (DOM, section 3.1).

import { defineInterface } from "../internal/webidl.js";
import { createAbortSignal, signalAbort } from "./abort_signal.js";

/** DOM, section 3.1. */
export class AbortController {
  #signal = createAbortSignal();

  /** @returns {AbortSignal} always the same one */
  get signal() {
    return this.#signal;
  }

  /** Aborts the signal, by default with an AbortError. */
  abort(reason = undefined) {
    signalAbort(this.#signal, reason);
  }
}
defineInterface(AbortController, "AbortController");

/** A controller for the runtime's own use: {signal, abort(reason)}. */
export function createAbortController() {
  const signal = createAbortSignal();
  return { __proto__: null, signal, abort: (reason) => signalAbort(signal, reason) };
}
