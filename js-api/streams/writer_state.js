// The internal slots of a WritableStreamDefaultWriter and the abstract operations on them (Streams,
// section 5.5.4).

import { TypeError } from "../internal/primordials.js";
import { rejected, resolved } from "../internal/promises.js";
import { LazyPromise, fulfilledLazyPromise, rejectedLazyPromise } from "./lazy_promise.js";
import { CLOSED, ERRORED, ERRORING, WRITABLE } from "./writable_stream_state.js";

function ensureRejected(lazy, error) {
  if (!lazy.isPending) return rejectedLazyPromise(error);
  lazy.reject(error);
  return lazy;
}

/** The internal slots of a WritableStreamDefaultWriter. */
export class WriterState {
  /** A WritableStreamState, or undefined after the release. */
  stream;
  closed = new LazyPromise();
  ready;

  constructor(stream) {
    this.stream = stream;
    stream.writer = this;
    this.ready = this.#firstReady(stream);
    if (stream.state === CLOSED) this.closed.resolve();
    else if (stream.state === ERRORED) this.closed.reject(stream.storedError);
  }

  #firstReady(stream) {
    if (stream.state === ERRORING || stream.state === ERRORED) {
      return rejectedLazyPromise(stream.storedError);
    }
    const isPending = stream.state === WRITABLE && !stream.isClosing && stream.backpressure;
    return isPending ? new LazyPromise() : fulfilledLazyPromise();
  }

  /** WritableStreamDefaultWriterEnsureReadyPromiseRejected. */
  ensureReadyRejected(error) {
    this.ready = ensureRejected(this.ready, error);
  }

  /** WritableStreamDefaultWriterGetDesiredSize. */
  get desiredSize() {
    const { state, controller } = this.stream;
    if (state === ERRORED || state === ERRORING) return null;
    return state === CLOSED ? 0 : controller.desiredSize;
  }

  /** WritableStreamDefaultWriterCloseWithErrorPropagation: a promise. */
  closeWithErrorPropagation() {
    const { stream } = this;
    if (stream.isClosing || stream.state === CLOSED) return resolved(undefined);
    return stream.state === ERRORED ? rejected(stream.storedError) : stream.close();
  }

  /** WritableStreamDefaultWriterRelease. */
  release() {
    const error = new TypeError("The writer was released.");
    this.ensureReadyRejected(error);
    this.closed = ensureRejected(this.closed, error);
    this.stream.writer = undefined;
    this.stream = undefined;
  }

  /**
   * WritableStreamDefaultWriterWrite, which settles `request` once the chunk is written.
   * @param {any} chunk
   * @param {{resolve: Function, reject: Function}} request
   */
  write(chunk, request) {
    const { stream } = this;
    const { controller } = stream;
    const size = controller.chunkSize(chunk);
    // The strategy's size() may have done anything.
    if (stream !== this.stream) {
      request.reject(new TypeError("The writer was released from its stream."));
    } else if (stream.state === ERRORED || stream.state === ERRORING && !stream.isClosing) {
      request.reject(stream.storedError);
    } else if (stream.isClosing || stream.state === CLOSED) {
      request.reject(new TypeError("The WritableStream cannot be written to: it is closing or closed."));
    } else {
      stream.writeRequests.push(request);
      controller.write(chunk, size);
    }
  }
}

/** AcquireWritableStreamDefaultWriter; TypeError when the stream is locked. */
export function acquireWriter(stream, where = "Failed to write to a WritableStream") {
  if (stream.writer !== undefined) {
    throw new TypeError(`${where}: the WritableStream is locked to another writer.`);
  }
  return new WriterState(stream);
}
