// ReadableStreamPipeTo (Streams, section 4.9.1).

import {
  addAbortAlgorithm,
  removeAbortAlgorithm,
  signalAborted,
  signalReason,
} from "../abort/abort_signal.js";
import { TypeError } from "../internal/primordials.js";
import { List, append } from "../internal/lists.js";
import { newPromise, resolved, then, waitForAll } from "../internal/promises.js";
import { doNothing, queueMicrotask } from "./callbacks.js";
import {
  CLOSED,
  ERRORED,
  READABLE,
  readableStreamCancel,
} from "./readable_stream_state.js";
import { acquireDefaultReader, defaultReaderRead, readerRelease } from "./reader_state.js";
import {
  CLOSED as WRITABLE_CLOSED,
  ERRORED as WRITABLE_ERRORED,
  ERRORING,
  WRITABLE,
} from "./writable_stream_state.js";
import { acquireWriter } from "./writer_state.js";

/**
 * Pipes between two streams' states, none of them locked.
 * @param {object} options {preventAbort, preventCancel, preventClose, signal}
 * @returns {Promise<undefined>}
 */
export function readableStreamPipeTo(source, destination, options, where) {
  if (destination.writer !== undefined) {
    throw new TypeError(`${where}: the WritableStream is locked to a writer.`);
  }
  return new Pipe(source, destination, options).promise;
}

class Pipe {
  #source;
  #destination;
  #options;
  #reader;
  #writer;
  #done = newPromise();
  #shuttingDown = false;
  // Chunks that were read, and whose write is not finished.
  #pendingWrites = 0;
  // What waits for them, during a shutdown.
  #onWritten = undefined;
  #abortAlgorithm = undefined;
  // Whether the loop is inside of a read that it started.
  #isReading = false;
  #hasRead = false;
  #request;

  constructor(source, destination, options) {
    this.#source = source;
    this.#destination = destination;
    this.#options = options;
    this.#reader = acquireDefaultReader(source);
    this.#writer = acquireWriter(destination);
    source.disturbed = true;
    const finishWrite = () => this.#finishWrite();
    this.#request = { __proto__: null, resolve: finishWrite, reject: finishWrite };
    if (!this.#followSignal()) return;
    this.#followSource();
    this.#followDestination();
    this.#loop();
  }

  get promise() {
    return this.#done.promise;
  }

  // False when the signal is aborted already.
  #followSignal() {
    const { signal } = this.#options;
    if (signal === undefined) return true;
    if (signalAborted(signal)) {
      this.#abort(signal);
      return false;
    }
    this.#abortAlgorithm = () => this.#abort(signal);
    addAbortAlgorithm(signal, this.#abortAlgorithm);
    return true;
  }

  #abort(signal) {
    const reason = signalReason(signal);
    const { preventAbort, preventCancel } = this.#options;
    this.#shutdown(() => {
      const actions = new List();
      if (!preventAbort) append(actions, this.#abortDestination(reason));
      if (!preventCancel) append(actions, this.#cancelSource(reason));
      return waitForAll(actions);
    }, true, reason);
  }

  #abortDestination(reason) {
    const destination = this.#destination;
    return destination.state === WRITABLE ? destination.abort(reason) : resolved(undefined);
  }

  #cancelSource(reason) {
    const source = this.#source;
    return source.state === READABLE ? readableStreamCancel(source, reason) : resolved(undefined);
  }

  #followSource() {
    const source = this.#source;
    if (source.state === ERRORED) this.#sourceErrored(source.storedError);
    else if (source.state === CLOSED) this.#sourceClosed();
    else {
      then(
        this.#reader.closed.promise,
        () => this.#sourceClosed(),
        (reason) => this.#sourceErrored(reason),
      );
    }
  }

  #followDestination() {
    const destination = this.#destination;
    if (destination.state === WRITABLE_ERRORED) {
      this.#destinationErrored(destination.storedError);
    } else if (destination.state !== ERRORING
        && (destination.isClosing || destination.state === WRITABLE_CLOSED)) {
      this.#destinationClosed();
    } else {
      then(
        this.#writer.closed.promise,
        () => this.#destinationClosed(),
        (reason) => this.#destinationErrored(reason),
      );
    }
  }

  #sourceErrored(error) {
    const action = this.#options.preventAbort ? undefined : () => this.#destination.abort(error);
    this.#shutdown(action, true, error);
  }

  #sourceClosed() {
    const action = this.#options.preventClose
      ? undefined
      : () => this.#writer.closeWithErrorPropagation();
    this.#shutdown(action, false, undefined);
  }

  #destinationErrored(error) {
    const action = this.#options.preventCancel
      ? undefined
      : () => readableStreamCancel(this.#source, error);
    this.#shutdown(action, true, error);
  }

  #destinationClosed() {
    this.#destinationErrored(new TypeError("The destination of the pipe was closed."));
  }

  // Reads and writes as long as there are chunks in the source's queue and room in the destination's.
  #loop() {
    while (!this.#shuttingDown) {
      if (this.#destination.state !== WRITABLE || this.#destination.isClosing) return;
      if (this.#destination.backpressure) {
        then(this.#writer.ready.promise, () => this.#loop(), doNothing);
        return;
      }
      this.#hasRead = false;
      this.#isReading = true;
      defaultReaderRead(this.#reader, this);
      this.#isReading = false;
      if (!this.#hasRead) return;
    }
  }

  // The read request.
  chunkSteps(chunk) {
    ++this.#pendingWrites;
    if (this.#isReading) {
      this.#hasRead = true;
      this.#writer.write(chunk, this.#request);
      return;
    }
    // Inside of the source's enqueue(), which must not call the destination's write().
    queueMicrotask(() => {
      this.#writer.write(chunk, this.#request);
      this.#loop();
    });
  }

  closeSteps() {}

  errorSteps() {}

  #finishWrite() {
    if (--this.#pendingWrites === 0) this.#onWritten?.();
  }

  // "Shutdown with an action", or without one.
  #shutdown(action, isError, error) {
    if (this.#shuttingDown) return;
    this.#shuttingDown = true;
    const destination = this.#destination;
    const proceed = () => {
      this.#onWritten = undefined;
      if (action === undefined) this.#finalize(isError, error);
      else {
        then(
          action(),
          () => this.#finalize(isError, error),
          (reason) => this.#finalize(true, reason),
        );
      }
    };
    const mustWait = destination.state === WRITABLE && !destination.isClosing;
    if (!mustWait) proceed();
    else if (this.#pendingWrites === 0) queueMicrotask(proceed);
    else this.#onWritten = () => queueMicrotask(proceed);
  }

  #finalize(isError, error) {
    this.#writer.release();
    readerRelease(this.#reader);
    if (this.#abortAlgorithm !== undefined) {
      removeAbortAlgorithm(this.#options.signal, this.#abortAlgorithm);
    }
    if (isError) this.#done.reject(error);
    else this.#done.resolve(undefined);
  }
}
