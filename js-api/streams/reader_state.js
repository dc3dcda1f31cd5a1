// The internal slots of the two readers, and their common operations (Streams, sections 4.3.2, 4.9.4).

import { TypeError } from "../internal/primordials.js";
import { rejected } from "../internal/promises.js";
import { LazyPromise, rejectedLazyPromise } from "./lazy_promise.js";
import { Queue } from "./queue.js";
import {
  CLOSED,
  ERRORED,
  READABLE,
  errorRequests,
  isReadableStreamLocked,
  readableStreamCancel,
} from "./readable_stream_state.js";

/** The internal slots of a ReadableStreamDefaultReader or ReadableStreamBYOBReader. */
export class ReaderState {
  isBYOB;
  /** The state of the stream, or undefined after a release. */
  stream;
  closed = new LazyPromise();
  /** [[readRequests]] or [[readIntoRequests]]: {chunkSteps(chunk), closeSteps(chunk), errorSteps(e)} */
  requests = new Queue();

  constructor(stream, isBYOB) {
    this.isBYOB = isBYOB;
    this.stream = stream;
  }

  /** The requests; the reader has none then. */
  takeRequests() {
    const { requests } = this;
    this.requests = new Queue();
    return requests;
  }
}

// ReadableStreamReaderGenericInitialize.
function initialize(stream, isBYOB) {
  const reader = new ReaderState(stream, isBYOB);
  stream.reader = reader;
  if (stream.state === CLOSED) reader.closed.resolve();
  else if (stream.state === ERRORED) reader.closed.reject(stream.storedError);
  return reader;
}

function requireUnlocked(stream, where) {
  if (isReadableStreamLocked(stream)) {
    throw new TypeError(`${where}: the ReadableStream is locked to another reader.`);
  }
}

/** AcquireReadableStreamDefaultReader; TypeError when the stream is locked. */
export function acquireDefaultReader(stream, where = "Failed to read a ReadableStream") {
  requireUnlocked(stream, where);
  return initialize(stream, false);
}

/** AcquireReadableStreamBYOBReader; TypeError when the stream is locked or no byte stream. */
export function acquireBYOBReader(stream, where = "Failed to read a ReadableStream") {
  requireUnlocked(stream, where);
  if (!stream.controller.isByteController) {
    throw new TypeError(`${where}: the ReadableStream is not a byte stream.`);
  }
  return initialize(stream, true);
}

/** ReadableStreamReaderGenericCancel. */
export function readerCancel(reader, reason) {
  if (reader.stream === undefined) return rejected(releasedError("cancel"));
  return readableStreamCancel(reader.stream, reason);
}

/** ReadableStreamDefaultReaderRelease and ReadableStreamBYOBReaderRelease. */
export function readerRelease(reader) {
  const { stream } = reader;
  const error = new TypeError("The reader was released.");
  if (stream.state === READABLE) reader.closed.reject(error);
  else reader.closed = rejectedLazyPromise(error);
  stream.controller.releaseSteps();
  stream.reader = undefined;
  reader.stream = undefined;
  errorRequests(reader, new TypeError("The reader was released before the read was answered."));
}

/** ReadableStreamDefaultReaderRead. The reader must have a stream. */
export function defaultReaderRead(reader, request) {
  const { stream } = reader;
  stream.disturbed = true;
  if (stream.state === READABLE) stream.controller.pullSteps(request);
  else if (stream.state === CLOSED) request.closeSteps(undefined);
  else request.errorSteps(stream.storedError);
}

/** ReadableStreamBYOBReaderRead. The reader must have a stream. */
export function byobReaderRead(reader, view, min, request) {
  const { stream } = reader;
  stream.disturbed = true;
  if (stream.state === ERRORED) request.errorSteps(stream.storedError);
  else stream.controller.pullInto(view, min, request);
}

/** The TypeError for using a reader after its release. */
export function releasedError(method) {
  return new TypeError(`Failed to execute '${method}' on a reader: it was released from its stream.`);
}
