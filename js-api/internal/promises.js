// Promises for the runtime's JavaScript. Nothing here looks up `then` on a promise of ours, so that a
// worker may replace Promise.prototype.then without seeing or breaking anything.
//
// What stays visible is what ECMAScript says about the promise itself: `then` reads `constructor` of
// the promise (for its species). The promises are %Promise%s without properties of their own, so this
// is Promise.prototype.constructor; a worker that replaces it harms only its own isolate, and locking
// it would break the subclasses that workers write. Never pass a worker's value to `then`: `resolved`
// makes a promise of it first, as Web IDL says.

import {
  Promise,
  PromisePrototypeThen,
  PromiseReject,
  PromiseResolve,
  ReflectApply,
} from "./primordials.js";

/** A promise with the functions that settle it. */
export class Deferred {
  promise;
  resolve;
  reject;

  constructor(promise, resolve, reject) {
    this.promise = promise;
    this.resolve = resolve;
    this.reject = reject;
  }
}

let latestResolve;
let latestReject;
function take(resolve, reject) {
  latestResolve = resolve;
  latestReject = reject;
}

/** @returns {Deferred} a pending promise: {promise, resolve(value), reject(reason)} */
export function newPromise() {
  const promise = new Promise(take);
  return new Deferred(promise, latestResolve, latestReject);
}

/**
 * Calls `onFulfilled(value)` or `onRejected(reason)` once the promise is settled.
 * @returns {Promise} of what they return; when `onRejected` is missing it rejects as `promise` does
 */
export const then = PromisePrototypeThen;

/** "A promise resolved with": `value` itself when it is a %Promise%. Reads `then` of other objects. */
export const resolved = PromiseResolve;

/** A promise rejected with `reason`. */
export const rejected = PromiseReject;

function ignore() {}

/** Keeps a rejection of the promise from being reported as unhandled. */
export function markHandled(promise) {
  PromisePrototypeThen(promise, undefined, ignore);
}

/**
 * Calls a worker's function and makes a promise of what it returns or throws (Web IDL, "invoke a
 * callback function" whose return type is a promise).
 * @param {Function} callback
 * @param {any} receiver `this` in the callback
 * @param {any[]} values its arguments
 */
export function tryCall(callback, receiver, values) {
  try {
    return PromiseResolve(ReflectApply(callback, receiver, values));
  } catch (error) {
    return PromiseReject(error);
  }
}

/**
 * "Wait for all": a promise of an array with the values, in order; rejects with the first rejection.
 * @param {Promise[]} promises
 */
export function waitForAll(promises) {
  const { promise, resolve, reject } = newPromise();
  const values = [];
  let pending = promises.length;
  if (pending === 0) resolve(values);
  for (let i = 0; i < promises.length; ++i) {
    PromisePrototypeThen(promises[i], (value) => {
      values[i] = value;
      if (--pending === 0) resolve(values);
    }, reject);
  }
  return promise;
}
