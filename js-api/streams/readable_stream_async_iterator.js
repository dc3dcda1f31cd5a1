// The async iterator of a ReadableStream (Streams, section 4.2.5; Web IDL, section 3.7.10.2).

import {
  AsyncIteratorPrototype,
  ObjectSetPrototypeOf,
  ReflectDeleteProperty,
} from "../internal/primordials.js";
import { newPromise, rejected, resolved, then, thenPromise } from "../internal/promises.js";
import { defineInterface } from "../internal/webidl.js";
import { acquireDefaultReader, defaultReaderRead, readerCancel, readerRelease } from "./reader_state.js";

// The read request of a call of next().
class NextRequest {
  #reader;
  #deferred = newPromise();

  constructor(reader) {
    this.#reader = reader;
  }

  get promise() {
    return this.#deferred.promise;
  }

  chunkSteps(chunk) {
    this.#deferred.resolve({ __proto__: null, value: chunk, done: false });
  }

  closeSteps() {
    readerRelease(this.#reader);
    this.#deferred.resolve({ __proto__: null, value: undefined, done: true });
  }

  errorSteps(error) {
    readerRelease(this.#reader);
    this.#deferred.reject(error);
  }
}

// The state of an iterator: its reader, and the promise of the last call while it counts.
class Iteration {
  #reader;
  #preventCancel;
  #isFinished = false;
  #ongoing = undefined;
  #onNext = ({ value, done }) => {
    this.#ongoing = undefined;
    if (done) this.#isFinished = true;
    return { value, done };
  };
  #onError = (reason) => {
    this.#ongoing = undefined;
    this.#isFinished = true;
    throw reason;
  };
  #nextSteps = () => {
    if (this.#isFinished) return resolved({ value: undefined, done: true });
    const request = new NextRequest(this.#reader);
    defaultReaderRead(this.#reader, request);
    return then(request.promise, this.#onNext, this.#onError);
  };

  constructor(reader, preventCancel) {
    this.#reader = reader;
    this.#preventCancel = preventCancel;
  }

  next() {
    return this.#afterOngoing(this.#nextSteps);
  }

  return(value) {
    const returned = this.#afterOngoing(() => {
      if (this.#isFinished) return resolved(undefined);
      this.#isFinished = true;
      const cancelled =
        this.#preventCancel ? resolved(undefined) : readerCancel(this.#reader, value);
      readerRelease(this.#reader);
      return cancelled;
    });
    return then(returned, () => ({ value, done: true }));
  }

  // Runs the steps once the last call is settled, whatever became of it.
  #afterOngoing(steps) {
    this.#ongoing = this.#ongoing === undefined ? steps() : thenPromise(this.#ongoing, steps, steps);
    return this.#ongoing;
  }
}

class ReadableStreamAsyncIterator {
  #iteration;

  constructor(iteration) {
    this.#iteration = iteration;
  }

  next() {
    try {
      return this.#iteration.next();
    } catch (error) {
      return rejected(error);
    }
  }

  return(value) {
    try {
      return this.#iteration.return(value);
    } catch (error) {
      return rejected(error);
    }
  }
}
const { prototype } = ReadableStreamAsyncIterator;
defineInterface(ReadableStreamAsyncIterator, "ReadableStream AsyncIterator");
ReflectDeleteProperty(prototype, "constructor");
ObjectSetPrototypeOf(prototype, AsyncIteratorPrototype);

/** The iterator that values() returns; TypeError when the stream is locked. */
export function newAsyncIterator(stream, preventCancel, where) {
  const reader = acquireDefaultReader(stream, where);
  return new ReadableStreamAsyncIterator(new Iteration(reader, preventCancel));
}
