// ReadableStreamBYOBRequest (Streams, section 4.8).

import { TypeError } from "../internal/primordials.js";
import {
  defineInterface,
  illegalConstructor,
  requireArguments,
  toUnsignedLongLong,
  whereOf,
} from "../internal/webidl.js";
import { bufferOf, isDetached, toArrayBufferView } from "./buffers.js";
import { respond, respondWithNewView } from "./byob_respond.js";
import { INTERNAL } from "./wrappers.js";

const NAME = "ReadableStreamBYOBRequest";
const ENFORCE_RANGE = { __proto__: null, enforceRange: true };

/** A request of a reader to have its buffer filled. */
export class ReadableStreamBYOBRequest {
  #state;

  constructor(internal = undefined, state = undefined) {
    if (internal !== INTERNAL) illegalConstructor();
    this.#state = state;
    state.wrapper = this;
  }

  /** @returns {?Uint8Array} the room to write to; null once the request is answered */
  get view() {
    return this.#state.view;
  }

  /** Tells that `bytesWritten` octets were written to `view`. */
  respond(bytesWritten) {
    const state = this.#state;
    requireArguments(1, arguments.length, NAME, "respond");
    const where = whereOf(NAME, "respond");
    const count = toUnsignedLongLong(bytesWritten, where, ENFORCE_RANGE);
    requireOpen(state, where);
    requireAttached(state.view, where);
    respond(state.controller, count);
  }

  /** Answers with a view of the same memory, whose buffer may be a transferred one. */
  respondWithNewView(view) {
    const state = this.#state;
    requireArguments(1, arguments.length, NAME, "respondWithNewView");
    const where = whereOf(NAME, "respondWithNewView");
    toArrayBufferView(view, where);
    requireOpen(state, where);
    requireAttached(view, where);
    respondWithNewView(state.controller, view);
  }
}
defineInterface(ReadableStreamBYOBRequest, "ReadableStreamBYOBRequest");

function requireOpen(state, where) {
  if (state.controller === undefined) {
    throw new TypeError(`${where}: the request was answered or given up before.`);
  }
}

function requireAttached(view, where) {
  if (isDetached(bufferOf(view))) throw new TypeError(`${where}: the view's buffer is detached.`);
}

/** The object that a worker sees for a request's state. */
export function wrapBYOBRequest(state) {
  return state.wrapper ?? new ReadableStreamBYOBRequest(INTERNAL, state);
}
