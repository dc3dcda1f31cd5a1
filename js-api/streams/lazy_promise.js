// The promises `closed` and `ready` of readers and writers, most of which nobody ever looks at.

import { markHandled, newPromise, rejected, resolved } from "../internal/promises.js";

const PENDING = 0;
const FULFILLED = 1;
const REJECTED = 2;

/** A promise of undefined that is made when it is first asked for. Its rejection counts as handled. */
export class LazyPromise {
  #state = PENDING;
  #reason = undefined;
  #promise = undefined;
  #deferred = undefined;

  get isPending() {
    return this.#state === PENDING;
  }

  /** The promise; always the same one. */
  get promise() {
    if (this.#promise === undefined) this.#promise = this.#make();
    return this.#promise;
  }

  #make() {
    if (this.#state === FULFILLED) return resolved(undefined);
    if (this.#state === PENDING) {
      this.#deferred = newPromise();
      return this.#deferred.promise;
    }
    const promise = rejected(this.#reason);
    markHandled(promise);
    return promise;
  }

  /** Fulfils it with undefined, if it is pending. */
  resolve() {
    if (this.#state !== PENDING) return;
    this.#state = FULFILLED;
    this.#deferred?.resolve(undefined);
  }

  /** Rejects it, if it is pending. */
  reject(reason) {
    if (this.#state !== PENDING) return;
    this.#state = REJECTED;
    this.#reason = reason;
    if (this.#deferred === undefined) return;
    markHandled(this.#deferred.promise);
    this.#deferred.reject(reason);
  }
}

/** A LazyPromise that is fulfilled. */
export function fulfilledLazyPromise() {
  const lazy = new LazyPromise();
  lazy.resolve();
  return lazy;
}

/** A LazyPromise that is rejected. */
export function rejectedLazyPromise(reason) {
  const lazy = new LazyPromise();
  lazy.reject(reason);
  return lazy;
}
