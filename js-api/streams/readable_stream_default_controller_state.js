// The internal slots of a ReadableStreamDefaultController and its abstract operations (Streams,
// section 4.9.5).

import { QueueWithSizes } from "./queue.js";
import { awaitStart, callPullIfNeeded } from "./source_algorithms.js";
import {
  CLOSED,
  ERRORED,
  READABLE,
  addRequest,
  fulfillRequest,
  hasDefaultReader,
  numRequests,
  readableStreamClose,
  readableStreamError,
} from "./readable_stream_state.js";

/** The internal slots of a ReadableStreamDefaultController. */
export class ReadableStreamDefaultControllerState {
  isByteController = false;
  stream;
  queue = new QueueWithSizes();
  started = false;
  closeRequested = false;
  pulling = false;
  pullAgain = false;
  pullAlgorithm;
  cancelAlgorithm;
  strategyHWM;
  strategySizeAlgorithm;
  /** The ReadableStreamDefaultController, or undefined. */
  wrapper = undefined;

  constructor(stream, pullAlgorithm, cancelAlgorithm, highWaterMark, sizeAlgorithm) {
    this.stream = stream;
    this.pullAlgorithm = pullAlgorithm;
    this.cancelAlgorithm = cancelAlgorithm;
    this.strategyHWM = highWaterMark;
    this.strategySizeAlgorithm = sizeAlgorithm;
    stream.controller = this;
  }

  /** The rest of SetUpReadableStreamDefaultController. */
  start(startResult) {
    awaitStart(this, startResult);
  }

  get desiredSize() {
    if (this.stream.state === ERRORED) return null;
    if (this.stream.state === CLOSED) return 0;
    return this.strategyHWM - this.queue.totalSize;
  }

  canCloseOrEnqueue() {
    return !this.closeRequested && this.stream.state === READABLE;
  }

  shouldCallPull() {
    if (!this.canCloseOrEnqueue() || !this.started) return false;
    if (hasDefaultReader(this.stream) && numRequests(this.stream) > 0) return true;
    return this.desiredSize > 0;
  }

  close() {
    if (!this.canCloseOrEnqueue()) return;
    this.closeRequested = true;
    if (this.queue.length === 0) this.#finishClose();
  }

  #finishClose() {
    this.clearAlgorithms();
    readableStreamClose(this.stream);
  }

  /** Throws what the strategy's size() throws, after it has errored the stream. */
  enqueue(chunk) {
    if (!this.canCloseOrEnqueue()) return;
    if (hasDefaultReader(this.stream) && numRequests(this.stream) > 0) {
      fulfillRequest(this.stream, chunk, false);
    } else {
      try {
        // Taken out, so that it is not called with this state as its receiver.
        const { strategySizeAlgorithm } = this;
        this.queue.enqueue(chunk, strategySizeAlgorithm(chunk));
      } catch (error) {
        this.error(error);
        throw error;
      }
    }
    callPullIfNeeded(this);
  }

  error(error) {
    if (this.stream.state !== READABLE) return;
    this.queue.reset();
    this.clearAlgorithms();
    readableStreamError(this.stream, error);
  }

  clearAlgorithms() {
    this.pullAlgorithm = undefined;
    this.cancelAlgorithm = undefined;
    this.strategySizeAlgorithm = undefined;
  }

  /** [[CancelSteps]]: a promise. */
  cancelSteps(reason) {
    this.queue.reset();
    const result = this.cancelAlgorithm(reason);
    this.clearAlgorithms();
    return result;
  }

  /** [[PullSteps]]. */
  pullSteps(request) {
    if (this.queue.length === 0) {
      addRequest(this.stream, request);
      callPullIfNeeded(this);
      return;
    }
    const chunk = this.queue.dequeue();
    if (this.closeRequested && this.queue.length === 0) this.#finishClose();
    else callPullIfNeeded(this);
    request.chunkSteps(chunk);
  }

  /** [[ReleaseSteps]]. */
  releaseSteps() {}
}
