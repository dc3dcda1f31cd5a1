// The internal slots of a TransformStream, and the abstract operations on them (Streams, section 6.4).

import { TypeError } from "../internal/primordials.js";
import { newPromise, then, thenPromise } from "../internal/promises.js";
import { doNothing } from "./callbacks.js";
import { ReadableStreamDefaultControllerState } from "./readable_stream_default_controller_state.js";
import { ERRORED as READABLE_ERRORED, ReadableStreamState } from "./readable_stream_state.js";
import { WritableStreamDefaultControllerState } from "./writable_stream_default_controller_state.js";
import { ERRORED, ERRORING, WritableStreamState } from "./writable_stream_state.js";

function pass() {}

/**
 * A promise of undefined that is settled two steps after `promise`, as "a promise resolved with" it
 * is (Web IDL, section 3.2.24.1). Which of start, abort and cancel ends first depends on it.
 */
export function twoStepsAfter(promise) {
  return then(then(promise, pass), pass);
}

/**
 * The internal slots of a TransformStream and of its TransformStreamDefaultController.
 *
 * `transform(chunk)`, `flush()` and `cancel(reason)` are functions that return promises; they are set
 * before `start`.
 */
export class TransformStreamState {
  readable = new ReadableStreamState();
  writable = new WritableStreamState();
  backpressure = undefined;
  #backpressureChange = undefined;
  transformAlgorithm = undefined;
  flushAlgorithm = undefined;
  cancelAlgorithm = undefined;
  /** The TransformStreamDefaultController, or undefined. */
  controllerWrapper = undefined;
  // Deferred: the end of whichever of abort, close and cancel came first.
  #finish = undefined;

  /** InitializeTransformStream. `writable` and `readable` are {highWaterMark, size}. */
  constructor(writable, readable) {
    new WritableStreamDefaultControllerState(this.writable, {
      __proto__: null,
      write: (chunk) => this.#sinkWrite(chunk),
      close: () => this.#sinkClose(),
      abort: (reason) => this.#sinkAbort(reason),
    }, writable.highWaterMark, writable.size);
    new ReadableStreamDefaultControllerState(
      this.readable,
      () => this.#sourcePull(),
      (reason) => this.#sourceCancel(reason),
      readable.highWaterMark,
      readable.size,
    );
    this.#setBackpressure(true);
  }

  /** Starts both sides when `startPromise` is fulfilled; soon, if it is undefined. */
  start(startPromise) {
    const later = startPromise && twoStepsAfter(startPromise);
    this.writable.controller.start(later);
    this.readable.controller.start(later);
  }

  /** TransformStreamDefaultControllerEnqueue. */
  enqueue(chunk) {
    const { controller } = this.readable;
    if (!controller.canCloseOrEnqueue()) {
      throw new TypeError("The readable side of the TransformStream is closed or errored.");
    }
    try {
      controller.enqueue(chunk);
    } catch (error) {
      this.#errorWritable(error);
      throw this.readable.storedError;
    }
    if (!controller.shouldCallPull() && !this.backpressure) this.#setBackpressure(true);
  }

  /** A promise for when the readable side wants a chunk; rejects when the stream fails before. */
  whenWanted() {
    if (!this.backpressure) return doNothing();
    return then(this.#backpressureChange.promise, () => {
      const { writable } = this;
      if (writable.state === ERRORING) throw writable.storedError;
    });
  }

  /** TransformStreamError. */
  error(error) {
    this.readable.controller.error(error);
    this.#errorWritable(error);
  }

  /** TransformStreamDefaultControllerTerminate. */
  terminate() {
    this.readable.controller.close();
    this.#errorWritable(new TypeError("The TransformStream was terminated."));
  }

  // TransformStreamErrorWritableAndUnblockWrite.
  #errorWritable(error) {
    this.#clearAlgorithms();
    this.writable.controller.errorIfNeeded(error);
    this.#unblockWrite();
  }

  #unblockWrite() {
    if (this.backpressure) this.#setBackpressure(false);
  }

  #setBackpressure(backpressure) {
    this.#backpressureChange?.resolve(undefined);
    this.#backpressureChange = newPromise();
    this.backpressure = backpressure;
  }

  #clearAlgorithms() {
    this.transformAlgorithm = undefined;
    this.flushAlgorithm = undefined;
    this.cancelAlgorithm = undefined;
  }

  #performTransform(chunk) {
    return then(this.transformAlgorithm(chunk), undefined, (reason) => {
      this.error(reason);
      throw reason;
    });
  }

  #sinkWrite(chunk) {
    if (!this.backpressure) return this.#performTransform(chunk);
    return thenPromise(this.#backpressureChange.promise, () => {
      const { writable } = this;
      if (writable.state === ERRORING) throw writable.storedError;
      return this.#performTransform(chunk);
    });
  }

  #sinkAbort(reason) {
    if (this.#finish !== undefined) return this.#finish.promise;
    return this.#finishWith("cancelAlgorithm", reason, () => {
      const { readable } = this;
      if (readable.state === READABLE_ERRORED) throw readable.storedError;
      readable.controller.error(reason);
    }, (error) => {
      this.readable.controller.error(error);
    });
  }

  #sinkClose() {
    if (this.#finish !== undefined) return this.#finish.promise;
    return this.#finishWith("flushAlgorithm", undefined, () => {
      const { readable } = this;
      if (readable.state === READABLE_ERRORED) throw readable.storedError;
      readable.controller.close();
    }, (error) => {
      this.readable.controller.error(error);
    });
  }

  #sourcePull() {
    this.#setBackpressure(false);
    return this.#backpressureChange.promise;
  }

  #sourceCancel(reason) {
    if (this.#finish !== undefined) return this.#finish.promise;
    return this.#finishWith("cancelAlgorithm", reason, () => {
      const { writable } = this;
      if (writable.state === ERRORED) throw writable.storedError;
      writable.controller.errorIfNeeded(reason);
      this.#unblockWrite();
    }, (error) => {
      this.writable.controller.errorIfNeeded(error);
      this.#unblockWrite();
    });
  }

  // Runs the last algorithm of the transformer; the other side ends as it does. `succeed` throws when
  // the other side has failed meanwhile.
  #finishWith(name, value, succeed, fail) {
    const finish = newPromise();
    this.#finish = finish;
    const algorithm = this[name];
    const result = algorithm(value);
    this.#clearAlgorithms();
    then(result, () => {
      try {
        succeed();
      } catch (error) {
        finish.reject(error);
        return;
      }
      finish.resolve(undefined);
    }, (error) => {
      fail(error);
      finish.reject(error);
    });
    return finish.promise;
  }
}
