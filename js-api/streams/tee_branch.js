// The two branches of ReadableStreamTee (Streams, section 4.9.1).

import { newPromise, then } from "../internal/promises.js";
import { ReadableStreamState, readableStreamCancel } from "./readable_stream_state.js";

/** One of the two streams of a tee. */
export class Branch {
  stream = new ReadableStreamState();
  canceled = false;
  reason = undefined;
  /** Whether it was pulled while a read was going on (byte streams). */
  readAgain = false;

  get controller() {
    return this.stream.controller;
  }
}

/** What default and byte tees share: the two branches and how they are cancelled. */
export class Cancellation {
  #stream;
  #first;
  #second;
  #deferred = newPromise();

  constructor(stream, first, second) {
    this.#stream = stream;
    this.#first = first;
    this.#second = second;
  }

  /** The cancel algorithm of a branch: the stream is cancelled when both are. */
  cancel(branch, reason) {
    branch.canceled = true;
    branch.reason = reason;
    if (this.#first.canceled && this.#second.canceled) {
      this.cancelStream([this.#first.reason, this.#second.reason]);
    }
    return this.#deferred.promise;
  }

  cancelStream(reason) {
    const { resolve, reject } = this.#deferred;
    then(readableStreamCancel(this.#stream, reason), resolve, reject);
  }

  /** The stream has ended or failed: a branch that is cancelled waits for nothing any more. */
  settle() {
    if (!this.#first.canceled || !this.#second.canceled) this.#deferred.resolve(undefined);
  }
}
