// The `ctx` of a handler.

import { TypeError } from "../internal/primordials.js";
import { defineInterface, requireArguments } from "../internal/webidl.js";
import { inspectSymbol } from "../internal/inspect_hook.js";

// Marks the constructor calls of this module.
const INTERNAL = {};

/** What a handler may ask of its invocation. */
export class ExecutionContext {
  #invocation;

  constructor(internal = undefined, invocation = undefined) {
    if (internal !== INTERNAL) throw new TypeError("Illegal constructor");
    this.#invocation = invocation;
  }

  /** Keeps the invocation alive until the promise is settled, after the response too. */
  waitUntil(promise) {
    const invocation = this.#invocation;
    requireArguments(1, arguments.length, "ExecutionContext", "waitUntil");
    invocation.waitUntil(promise);
  }

  /** Does nothing: there is no origin server behind the worker that could answer for it. */
  passThroughOnException() {
    this.#invocation;
  }

  /** What the binding that the call came through adds; nothing for requests from outside. */
  get props() {
    return (this.#invocation.props ??= {});
  }

  [inspectSymbol]() {
    return { __proto__: null, props: this.props };
  }
}
defineInterface(ExecutionContext, "ExecutionContext");

/** The ExecutionContext of an invocation. */
export function newExecutionContext(invocation) {
  return new ExecutionContext(INTERNAL, invocation);
}
