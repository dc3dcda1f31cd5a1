// ReadableByteStreamController (Streams, section 4.7).

import { TypeError } from "../internal/primordials.js";
import {
  defineInterface,
  illegalConstructor,
  requireArguments,
  whereOf,
} from "../internal/webidl.js";
import { bufferOf, byteLengthOf, byteLengthOfBuffer, toArrayBufferView } from "./buffers.js";
import { wrapBYOBRequest } from "./readable_stream_byob_request.js";
import { READABLE } from "./readable_stream_state.js";
import { INTERNAL } from "./wrappers.js";

const NAME = "ReadableByteStreamController";

/** What a source uses to fill its byte stream. */
export class ReadableByteStreamController {
  #state;

  constructor(internal = undefined, state = undefined) {
    if (internal !== INTERNAL) illegalConstructor();
    this.#state = state;
    state.wrapper = this;
  }

  /** @returns {?ReadableStreamBYOBRequest} the buffer that a reader waits for to be filled */
  get byobRequest() {
    const request = this.#state.getBYOBRequest();
    return request === null ? null : wrapBYOBRequest(request);
  }

  /** @returns {?number} the octets that the queue has room for; null after an error */
  get desiredSize() {
    return this.#state.desiredSize;
  }

  /** Closes the stream once its queue has been read. */
  close() {
    const state = this.#state;
    requireOpen(state, "close");
    state.close();
  }

  /** Puts the octets of a view into the queue; its buffer is detached. */
  enqueue(chunk) {
    const state = this.#state;
    requireArguments(1, arguments.length, NAME, "enqueue");
    const where = whereOf(NAME, "enqueue");
    toArrayBufferView(chunk, where);
    if (byteLengthOf(chunk) === 0 || byteLengthOfBuffer(bufferOf(chunk)) === 0) {
      throw new TypeError(`${where}: the chunk has no octets, or its buffer is detached.`);
    }
    requireOpen(state, "enqueue");
    state.enqueue(chunk);
  }

  /** Errors the stream: what is in the queue is lost. */
  error(e = undefined) {
    this.#state.error(e);
  }
}
defineInterface(ReadableByteStreamController, "ReadableByteStreamController");

function requireOpen(state, method) {
  if (!state.closeRequested && state.stream.state === READABLE) return;
  throw new TypeError(
    `${whereOf(NAME, method)}: the stream is ` +
      `${state.closeRequested ? "closing or closed" : "closed or errored"}.`,
  );
}

/** The object that a worker sees for a controller's state. */
export function wrapByteController(state) {
  return state.wrapper ?? new ReadableByteStreamController(INTERNAL, state);
}
