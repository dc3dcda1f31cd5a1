// The internal slots of a WritableStreamDefaultController and the abstract operations on them (Streams,
// section 5.5.4).

import { createAbortController } from "../abort/abort_controller.js";
import { resolved, then } from "../internal/promises.js";
import { QueueWithSizes } from "./queue.js";
import { ERRORING, WRITABLE } from "./writable_stream_state.js";

// The close sentinel in the queue.
const CLOSE = { __proto__: null };

/** The internal slots of a WritableStreamDefaultController. */
export class WritableStreamDefaultControllerState {
  stream;
  queue = new QueueWithSizes();
  started = false;
  strategyHWM;
  strategySizeAlgorithm;
  writeAlgorithm;
  closeAlgorithm;
  abortAlgorithm;
  /** The WritableStreamDefaultController, or undefined. */
  wrapper = undefined;
  #abortController = undefined;
  #abort = undefined;

  /**
   * @param {WritableStreamState} stream
   * @param {{write: Function, close: Function, abort: Function}} algorithms functions that return
   *     promises
   * @param {number} highWaterMark
   * @param {(chunk) => number} sizeAlgorithm
   */
  constructor(stream, { write, close, abort }, highWaterMark, sizeAlgorithm) {
    this.stream = stream;
    this.writeAlgorithm = write;
    this.closeAlgorithm = close;
    this.abortAlgorithm = abort;
    this.strategyHWM = highWaterMark;
    this.strategySizeAlgorithm = sizeAlgorithm;
    stream.controller = this;
    stream.updateBackpressure(this.#hasBackpressure());
  }

  /** The rest of SetUpWritableStreamDefaultController. */
  start(startResult) {
    then(resolved(startResult), () => {
      this.started = true;
      this.#advanceQueue();
    }, (reason) => {
      this.started = true;
      this.stream.dealWithRejection(reason);
    });
  }

  /** @returns {AbortSignal} */
  get signal() {
    this.#abortController ??= this.#makeAbortController();
    return this.#abortController.signal;
  }

  // Made when somebody asks for it; aborted then if the stream was aborted before.
  #makeAbortController() {
    const controller = createAbortController();
    if (this.#abort !== undefined) controller.abort(this.#abort.reason);
    return controller;
  }

  signalAbort(reason) {
    if (this.#abort !== undefined) return;
    this.#abort = { __proto__: null, reason };
    this.#abortController?.abort(reason);
  }

  get desiredSize() {
    return this.strategyHWM - this.queue.totalSize;
  }

  #hasBackpressure() {
    return this.desiredSize <= 0;
  }

  /** WritableStreamDefaultControllerGetChunkSize. */
  chunkSize(chunk) {
    const { strategySizeAlgorithm } = this;
    if (strategySizeAlgorithm === undefined) return 1;
    try {
      return strategySizeAlgorithm(chunk);
    } catch (error) {
      this.errorIfNeeded(error);
      return 1;
    }
  }

  /** WritableStreamDefaultControllerWrite. */
  write(chunk, size) {
    try {
      this.queue.enqueue(chunk, size);
    } catch (error) {
      this.errorIfNeeded(error);
      return;
    }
    const { stream } = this;
    if (!stream.isClosing && stream.state === WRITABLE) {
      stream.updateBackpressure(this.#hasBackpressure());
    }
    this.#advanceQueue();
  }

  /** WritableStreamDefaultControllerClose. */
  close() {
    this.queue.enqueue(CLOSE, 0);
    this.#advanceQueue();
  }

  /** WritableStreamDefaultControllerError. */
  error(error) {
    this.clearAlgorithms();
    this.stream.startErroring(error);
  }

  /** WritableStreamDefaultControllerErrorIfNeeded. */
  errorIfNeeded(error) {
    if (this.stream.state === WRITABLE) this.error(error);
  }

  clearAlgorithms() {
    this.writeAlgorithm = undefined;
    this.closeAlgorithm = undefined;
    this.abortAlgorithm = undefined;
    this.strategySizeAlgorithm = undefined;
  }

  /** [[AbortSteps]]: a promise. */
  abortSteps(reason) {
    const { abortAlgorithm } = this;
    const result = abortAlgorithm(reason);
    this.clearAlgorithms();
    return result;
  }

  /** [[ErrorSteps]]. */
  errorSteps() {
    this.queue.reset();
  }

  // WritableStreamDefaultControllerAdvanceQueueIfNeeded.
  #advanceQueue() {
    const { stream } = this;
    if (!this.started || stream.inFlightWriteRequest !== undefined) return;
    if (stream.state === ERRORING) {
      stream.finishErroring();
      return;
    }
    if (this.queue.length === 0) return;
    const value = this.queue.peek();
    if (value === CLOSE) this.#processClose();
    else this.#processWrite(value);
  }

  #processClose() {
    const { stream, closeAlgorithm } = this;
    stream.markCloseRequestInFlight();
    this.queue.dequeue();
    const closed = closeAlgorithm();
    this.clearAlgorithms();
    then(closed, () => {
      stream.finishInFlightClose();
    }, (reason) => {
      stream.finishInFlightCloseWithError(reason);
    });
  }

  #processWrite(chunk) {
    const { stream, writeAlgorithm } = this;
    stream.markFirstWriteRequestInFlight();
    then(writeAlgorithm(chunk), () => {
      stream.finishInFlightWrite();
      this.queue.dequeue();
      if (!stream.isClosing && stream.state === WRITABLE) {
        stream.updateBackpressure(this.#hasBackpressure());
      }
      this.#advanceQueue();
    }, (reason) => {
      if (stream.state === WRITABLE) this.clearAlgorithms();
      stream.finishInFlightWriteWithError(reason);
    });
  }
}
