// ReadableByteStreamTee (Streams, section 4.9.1).

import { then } from "../internal/promises.js";
import { cloneAsUint8Array } from "./buffers.js";
import { respond, respondWithNewView } from "./byob_respond.js";
import { doNothing, queueMicrotask } from "./callbacks.js";
import { ReadableByteStreamControllerState } from "./readable_byte_stream_controller_state.js";
import { Branch, Cancellation } from "./tee_branch.js";
import {
  acquireBYOBReader,
  acquireDefaultReader,
  byobReaderRead,
  defaultReaderRead,
  readerRelease,
} from "./reader_state.js";

/** The two branches of a byte stream: {first, second}, with a `stream` each. */
export function readableByteStreamTee(stream) {
  return new ByteTee(stream);
}

// The read-into request for the view of a branch.
class IntoBranchRequest {
  #tee;
  #branch;
  #other;

  constructor(tee, branch, other) {
    this.#tee = tee;
    this.#branch = branch;
    this.#other = other;
  }

  chunkSteps(chunk) {
    queueMicrotask(() => this.#tee.giveView(chunk, this.#branch, this.#other));
  }

  closeSteps(chunk) {
    this.#tee.closeView(chunk, this.#branch, this.#other);
  }

  errorSteps() {
    this.#tee.reading = false;
  }
}

class ByteTee {
  first = new Branch();
  second = new Branch();
  reading = false;
  #stream;
  #reader;
  #cancellation;

  constructor(stream) {
    this.#stream = stream;
    this.#cancellation = new Cancellation(stream, this.first, this.second);
    this.#setUp(this.first, this.second);
    this.#setUp(this.second, this.first);
    this.#useReader(acquireDefaultReader(stream));
  }

  #setUp(branch, other) {
    const controller = new ReadableByteStreamControllerState(
      branch.stream,
      () => this.#pull(branch, other),
      (reason) => this.#cancellation.cancel(branch, reason),
      0,
      undefined,
    );
    controller.start(undefined);
  }

  #useReader(reader) {
    this.#reader = reader;
    then(reader.closed.promise, undefined, (reason) => {
      if (reader === this.#reader) this.#fail(reason);
    });
  }

  #fail(reason) {
    this.first.controller.error(reason);
    this.second.controller.error(reason);
    this.#cancellation.settle();
  }

  #pull(branch, other) {
    if (this.reading) {
      branch.readAgain = true;
      return doNothing();
    }
    this.reading = true;
    const request = branch.controller.getBYOBRequest();
    if (request === null) this.#pullWithDefaultReader();
    else this.#pullWithBYOBReader(request.view, branch, other);
    return doNothing();
  }

  #pullWithDefaultReader() {
    if (this.#reader.isBYOB) {
      const old = this.#reader;
      this.#reader = undefined;
      readerRelease(old);
      this.#useReader(acquireDefaultReader(this.#stream));
    }
    defaultReaderRead(this.#reader, this);
  }

  #pullWithBYOBReader(view, branch, other) {
    if (!this.#reader.isBYOB) {
      const old = this.#reader;
      this.#reader = undefined;
      readerRelease(old);
      this.#useReader(acquireBYOBReader(this.#stream));
    }
    byobReaderRead(this.#reader, view, 1, new IntoBranchRequest(this, branch, other));
  }

  // The read request of the default reader.
  chunkSteps(chunk) {
    queueMicrotask(() => {
      this.#startDelivery();
      let copy = chunk;
      if (!this.first.canceled && !this.second.canceled) {
        copy = this.#clone(chunk);
        if (copy === undefined) return;
      }
      if (!this.first.canceled) this.first.controller.enqueue(chunk);
      if (!this.second.canceled) this.second.controller.enqueue(copy);
      this.#endDelivery();
    });
  }

  closeSteps() {
    this.reading = false;
    this.#closeBranch(this.first);
    this.#closeBranch(this.second);
    endPendingView(this.first);
    endPendingView(this.second);
    this.#cancellation.settle();
  }

  errorSteps() {
    this.reading = false;
  }

  /** The view of `branch` was filled: `chunk`. */
  giveView(chunk, branch, other) {
    this.#startDelivery();
    if (other.canceled) {
      if (!branch.canceled) respondWithNewView(branch.controller, chunk);
    } else {
      const copy = this.#clone(chunk);
      if (copy === undefined) return;
      if (!branch.canceled) respondWithNewView(branch.controller, chunk);
      other.controller.enqueue(copy);
    }
    this.#endDelivery();
  }

  /** The stream ended before the view of `branch` was filled. */
  closeView(chunk, branch, other) {
    this.reading = false;
    this.#closeBranch(branch);
    this.#closeBranch(other);
    if (chunk !== undefined) {
      if (!branch.canceled) respondWithNewView(branch.controller, chunk);
      if (!other.canceled) endPendingView(other);
    }
    this.#cancellation.settle();
  }

  #closeBranch(branch) {
    if (!branch.canceled) branch.controller.close();
  }

  #startDelivery() {
    this.first.readAgain = false;
    this.second.readAgain = false;
  }

  #endDelivery() {
    this.reading = false;
    if (this.first.readAgain) this.#pull(this.first, this.second);
    else if (this.second.readAgain) this.#pull(this.second, this.first);
  }

  // A copy for the other branch; undefined after both were errored.
  #clone(chunk) {
    try {
      return cloneAsUint8Array(chunk);
    } catch (error) {
      this.first.controller.error(error);
      this.second.controller.error(error);
      this.#cancellation.cancelStream(error);
      return undefined;
    }
  }
}

function endPendingView({ controller }) {
  if (controller.pendingPullIntos.length > 0) respond(controller, 0);
}
