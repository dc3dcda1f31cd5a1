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
  #iteration;
  #deferred = newPromise();

  constructor(iteration) {
    this.#iteration = iteration;
  }

  get promise() {
    return this.#deferred.promise;
  }

  chunkSteps(chunk) {
    this.#settle();
    this.#deferred.resolve({ value: chunk, done: false });
  }

  closeSteps() {
    this.#settle();
    this.#iteration.finish();
    this.#deferred.resolve({ value: undefined, done: true });
  }

  errorSteps(error) {
    this.#settle();
    this.#iteration.finish();
    this.#deferred.reject(error);
  }

  #settle() {
    if (this.#iteration.ongoing === this.promise) this.#iteration.ongoing = undefined;
  }
}

// The state of an iterator: its reader, and the promise of the last call while it is pending.
class Iteration {
  reader;
  preventCancel;
  finished = false;
  ongoing = undefined;

  constructor(reader, preventCancel) {
    this.reader = reader;
    this.preventCancel = preventCancel;
  }

  finish() {
    this.finished = true;
    readerRelease(this.reader);
  }

  next() {
    if (this.finished) return resolved({ value: undefined, done: true });
    const request = new NextRequest(this);
    this.ongoing = request.promise;
    defaultReaderRead(this.reader, request);
    return request.promise;
  }

  return(value) {
    if (this.finished) return resolved({ value, done: true });
    this.finished = true;
    const cancelled = this.preventCancel ? resolved(undefined) : readerCancel(this.reader, value);
    readerRelease(this.reader);
    return then(cancelled, () => ({ value, done: true }));
  }
}

class ReadableStreamAsyncIterator {
  #iteration;

  constructor(iteration) {
    this.#iteration = iteration;
  }

  next() {
    try {
      const iteration = this.#iteration;
      if (iteration.ongoing === undefined) return iteration.next();
      return this.#after(() => iteration.next());
    } catch (error) {
      return rejected(error);
    }
  }

  return(value) {
    try {
      const iteration = this.#iteration;
      if (iteration.ongoing === undefined) return iteration.return(value);
      return this.#after(() => iteration.return(value));
    } catch (error) {
      return rejected(error);
    }
  }

  // Runs the steps once the last call is settled, whatever became of it.
  #after(steps) {
    const iteration = this.#iteration;
    const promise = thenPromise(iteration.ongoing, steps, steps);
    iteration.ongoing = promise;
    return promise;
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
