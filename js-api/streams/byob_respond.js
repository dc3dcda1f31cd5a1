// Answering a BYOB request (Streams, section 4.9.6): ReadableByteStreamControllerRespond and
// ...RespondWithNewView. The controller must have a pending pull-into.

import { RangeError, TypeError } from "../internal/primordials.js";
import { bufferOf, byteLengthOf, byteLengthOfBuffer, byteOffsetOf, transferBuffer } from "./buffers.js";
import { CLOSED } from "./readable_stream_state.js";

function checkByteCount(controller, count) {
  if (controller.stream.state === CLOSED) {
    if (count !== 0) {
      throw new TypeError(`The stream is closed; expected a response of 0 octets, found ${count}.`);
    }
    return;
  }
  if (count === 0) {
    throw new TypeError("A response of 0 octets is for a stream that was closed before.");
  }
}

function checkRoom(descriptor, count) {
  const room = descriptor.byteLength - descriptor.bytesFilled;
  if (count > room) {
    throw new RangeError(`The view has room for ${room} octets, but ${count} were written.`);
  }
}

/** ReadableByteStreamControllerRespond. */
export function respond(controller, bytesWritten) {
  const first = controller.pendingPullIntos.peek();
  checkByteCount(controller, bytesWritten);
  checkRoom(first, bytesWritten);
  first.transfer();
  controller.respondInternal(bytesWritten);
}

/** ReadableByteStreamControllerRespondWithNewView. */
export function respondWithNewView(controller, view) {
  const first = controller.pendingPullIntos.peek();
  const byteLength = byteLengthOf(view);
  checkByteCount(controller, byteLength);
  const expected = first.byteOffset + first.bytesFilled;
  if (byteOffsetOf(view) !== expected) {
    throw new RangeError(
      `The view begins at octet ${byteOffsetOf(view)} of its buffer; expected ${expected}.`,
    );
  }
  const buffer = bufferOf(view);
  if (byteLengthOfBuffer(buffer) !== first.bufferByteLength) {
    throw new RangeError(
      `The view's buffer has ${byteLengthOfBuffer(buffer)} octets; expected the ` +
        `${first.bufferByteLength} of the buffer of the request.`,
    );
  }
  checkRoom(first, byteLength);
  first.buffer = transferBuffer(buffer);
  controller.respondInternal(byteLength);
}
