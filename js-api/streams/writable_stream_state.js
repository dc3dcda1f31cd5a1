// The internal slots of a WritableStream, and the abstract operations on them (Streams, sections 5.5.1
// to 5.5.3).

import { TypeError } from "../internal/primordials.js";
import { newPromise, rejected, resolved, then } from "../internal/promises.js";
import { LazyPromise } from "./lazy_promise.js";
import { Queue } from "./queue.js";

export const WRITABLE = 0;
export const CLOSED = 1;
export const ERRORING = 2;
export const ERRORED = 3;

// A pending abort request.
class AbortRequest {
  deferred = newPromise();
  reason;
  wasAlreadyErroring;

  constructor(reason, wasAlreadyErroring) {
    this.reason = reason;
    this.wasAlreadyErroring = wasAlreadyErroring;
  }
}

/** [[state]], [[writer]] ... of a WritableStream. A request has resolve(value) and reject(reason). */
export class WritableStreamState {
  state = WRITABLE;
  storedError = undefined;
  /** A WriterState, or undefined while the stream is not locked. */
  writer = undefined;
  controller = undefined;
  writeRequests = new Queue();
  inFlightWriteRequest = undefined;
  closeRequest = undefined;
  inFlightCloseRequest = undefined;
  pendingAbortRequest = undefined;
  backpressure = false;
  /** The WritableStream, or undefined. */
  wrapper = undefined;

  /** WritableStreamCloseQueuedOrInFlight. */
  get isClosing() {
    return this.closeRequest !== undefined || this.inFlightCloseRequest !== undefined;
  }

  // WritableStreamHasOperationMarkedInFlight.
  get #hasOperationInFlight() {
    return this.inFlightWriteRequest !== undefined || this.inFlightCloseRequest !== undefined;
  }

  /** WritableStreamAbort: a promise. */
  abort(reason) {
    if (this.state === CLOSED || this.state === ERRORED) return resolved(undefined);
    this.controller.signalAbort(reason);
    // The listeners of the signal may have changed the state.
    if (this.state === CLOSED || this.state === ERRORED) return resolved(undefined);
    if (this.pendingAbortRequest !== undefined) return this.pendingAbortRequest.deferred.promise;
    const wasAlreadyErroring = this.state === ERRORING;
    const request = new AbortRequest(wasAlreadyErroring ? undefined : reason, wasAlreadyErroring);
    this.pendingAbortRequest = request;
    if (!wasAlreadyErroring) this.startErroring(reason);
    return request.deferred.promise;
  }

  /** WritableStreamClose: a promise. */
  close() {
    if (this.state === CLOSED || this.state === ERRORED) {
      return rejected(new TypeError("The WritableStream cannot be closed: it is closed or errored."));
    }
    const request = newPromise();
    this.closeRequest = request;
    if (this.writer !== undefined && this.backpressure && this.state === WRITABLE) {
      this.writer.ready.resolve();
    }
    this.controller.close();
    return request.promise;
  }

  /** WritableStreamDealWithRejection. */
  dealWithRejection(error) {
    if (this.state === WRITABLE) this.startErroring(error);
    else this.finishErroring();
  }

  /** WritableStreamStartErroring. */
  startErroring(reason) {
    this.state = ERRORING;
    this.storedError = reason;
    this.writer?.ensureReadyRejected(reason);
    if (!this.#hasOperationInFlight && this.controller.started) this.finishErroring();
  }

  /** WritableStreamFinishErroring. */
  finishErroring() {
    this.state = ERRORED;
    this.controller.errorSteps();
    const { storedError, writeRequests } = this;
    this.writeRequests = new Queue();
    while (writeRequests.length > 0) writeRequests.shift().reject(storedError);
    const request = this.pendingAbortRequest;
    if (request === undefined) {
      this.#rejectCloseAndClosed();
      return;
    }
    this.pendingAbortRequest = undefined;
    if (request.wasAlreadyErroring) {
      request.deferred.reject(storedError);
      this.#rejectCloseAndClosed();
      return;
    }
    then(this.controller.abortSteps(request.reason), () => {
      request.deferred.resolve(undefined);
      this.#rejectCloseAndClosed();
    }, (reason) => {
      request.deferred.reject(reason);
      this.#rejectCloseAndClosed();
    });
  }

  // WritableStreamRejectCloseAndClosedPromiseIfNeeded.
  #rejectCloseAndClosed() {
    if (this.closeRequest !== undefined) {
      this.closeRequest.reject(this.storedError);
      this.closeRequest = undefined;
    }
    this.writer?.closed.reject(this.storedError);
  }

  /** WritableStreamMarkFirstWriteRequestInFlight. */
  markFirstWriteRequestInFlight() {
    this.inFlightWriteRequest = this.writeRequests.shift();
  }

  /** WritableStreamMarkCloseRequestInFlight. */
  markCloseRequestInFlight() {
    this.inFlightCloseRequest = this.closeRequest;
    this.closeRequest = undefined;
  }

  /** WritableStreamFinishInFlightWrite. */
  finishInFlightWrite() {
    this.inFlightWriteRequest.resolve(undefined);
    this.inFlightWriteRequest = undefined;
  }

  /** WritableStreamFinishInFlightWriteWithError. */
  finishInFlightWriteWithError(error) {
    this.inFlightWriteRequest.reject(error);
    this.inFlightWriteRequest = undefined;
    this.dealWithRejection(error);
  }

  /** WritableStreamFinishInFlightClose. */
  finishInFlightClose() {
    this.inFlightCloseRequest.resolve(undefined);
    this.inFlightCloseRequest = undefined;
    if (this.state === ERRORING) {
      this.storedError = undefined;
      if (this.pendingAbortRequest !== undefined) {
        this.pendingAbortRequest.deferred.resolve(undefined);
        this.pendingAbortRequest = undefined;
      }
    }
    this.state = CLOSED;
    this.writer?.closed.resolve();
  }

  /** WritableStreamFinishInFlightCloseWithError. */
  finishInFlightCloseWithError(error) {
    this.inFlightCloseRequest.reject(error);
    this.inFlightCloseRequest = undefined;
    if (this.pendingAbortRequest !== undefined) {
      this.pendingAbortRequest.deferred.reject(error);
      this.pendingAbortRequest = undefined;
    }
    this.dealWithRejection(error);
  }

  /** WritableStreamUpdateBackpressure. */
  updateBackpressure(backpressure) {
    if (backpressure === this.backpressure) return;
    this.backpressure = backpressure;
    if (this.writer === undefined) return;
    if (backpressure) this.writer.ready = new LazyPromise();
    else this.writer.ready.resolve();
  }
}
