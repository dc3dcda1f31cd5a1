// The internal slots of a ReadableStream, and the operations on them that readers and controllers
// share (Streams, sections 4.9.1 to 4.9.3). Algorithms work on states; a state's `wrapper` is the
// object that workers see, made when they first see it.

import { rejected, resolved, then } from "../internal/promises.js";

export const READABLE = 0;
export const CLOSED = 1;
export const ERRORED = 2;

/** [[state]], [[reader]] ... of a ReadableStream. */
export class ReadableStreamState {
  state = READABLE;
  disturbed = false;
  /** The state of a reader, or undefined while the stream is not locked. */
  reader = undefined;
  storedError = undefined;
  controller = undefined;
  /** The ReadableStream, or undefined. */
  wrapper = undefined;
  /** See native_source.js. */
  nativeSource = undefined;
  /** How many octets will come out of it, if that is known. */
  expectedLength = undefined;
}

/** IsReadableStreamLocked. */
export function isReadableStreamLocked(stream) {
  return stream.reader !== undefined;
}

/** ReadableStreamHasDefaultReader. */
export function hasDefaultReader(stream) {
  return stream.reader !== undefined && !stream.reader.isBYOB;
}

/** ReadableStreamHasBYOBReader. */
export function hasBYOBReader(stream) {
  return stream.reader !== undefined && stream.reader.isBYOB;
}

/** ReadableStreamGetNumReadRequests, or of read-into requests: what the reader waits for. */
export function numRequests(stream) {
  return stream.reader.requests.length;
}

/** ReadableStreamAddReadRequest and ReadableStreamAddReadIntoRequest. */
export function addRequest(stream, request) {
  stream.reader.requests.push(request);
}

/** ReadableStreamFulfillReadRequest and ReadableStreamFulfillReadIntoRequest. */
export function fulfillRequest(stream, chunk, done) {
  const request = stream.reader.requests.shift();
  if (done) request.closeSteps(chunk);
  else request.chunkSteps(chunk);
}

/** ReadableStreamClose. */
export function readableStreamClose(stream) {
  stream.state = CLOSED;
  const { reader } = stream;
  if (reader === undefined) return;
  reader.closed.resolve();
  if (!reader.isBYOB) closeRequests(reader);
}

/** ReadableStreamError. */
export function readableStreamError(stream, error) {
  stream.state = ERRORED;
  stream.storedError = error;
  const { reader } = stream;
  if (reader === undefined) return;
  reader.closed.reject(error);
  errorRequests(reader, error);
}

/** ReadableStreamCancel: a promise of undefined. */
export function readableStreamCancel(stream, reason) {
  stream.disturbed = true;
  if (stream.state === CLOSED) return resolved(undefined);
  if (stream.state === ERRORED) return rejected(stream.storedError);
  readableStreamClose(stream);
  const { reader } = stream;
  if (reader !== undefined && reader.isBYOB) closeRequests(reader);
  return then(stream.controller.cancelSteps(reason), returnUndefined);
}

function returnUndefined() {}

function closeRequests(reader) {
  const requests = reader.takeRequests();
  while (requests.length > 0) requests.shift().closeSteps(undefined);
}

/** ReadableStreamDefaultReaderErrorReadRequests and ...BYOBReaderErrorReadIntoRequests. */
export function errorRequests(reader, error) {
  const requests = reader.takeRequests();
  while (requests.length > 0) requests.shift().errorSteps(error);
}
