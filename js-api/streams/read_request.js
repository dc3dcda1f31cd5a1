// The requests behind `read()`: they settle a promise of {value, done}.

import { newPromise } from "../internal/promises.js";

/** The read request (Streams, section 4.4.2) or read-into request (4.5.2) of a reader's read(). */
export class PromiseReadRequest {
  #deferred = newPromise();

  get promise() {
    return this.#deferred.promise;
  }

  chunkSteps(chunk) {
    this.#deferred.resolve({ value: chunk, done: false });
  }

  /** @param {ArrayBufferView|undefined} chunk an empty view of the reader's buffer */
  closeSteps(chunk) {
    this.#deferred.resolve({ value: chunk, done: true });
  }

  errorSteps(error) {
    this.#deferred.reject(error);
  }
}
