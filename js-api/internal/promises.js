// Promises for the runtime's JavaScript. Nothing here looks up `then` on a promise of ours, so that a
// worker may replace Promise.prototype.then without seeing or breaking anything.
//
// What ECMAScript's own `then` and Promise.resolve ask a promise for is `constructor`, and of that
// Symbol.species. Both are looked at before, without running code of the worker; where the worker has
// replaced one, the promise gets a `constructor` of its own for the moment. Never pass a worker's value
// to `then`: `resolved` makes a promise of it first, as Web IDL says.

import { promiseState } from "native:runtime";
import {
  ObjectGetOwnPropertyDescriptor,
  ObjectHasOwn,
  Promise,
  PromisePrototype,
  PromisePrototypeThen,
  PromiseReject,
  PromiseResolve,
  ReflectApply,
  ReflectDefineProperty,
  ReflectDeleteProperty,
  ReflectGetPrototypeOf,
  SymbolSpecies,
} from "./primordials.js";
import { List } from "./lists.js";

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

const originalSpecies = ObjectGetOwnPropertyDescriptor(Promise, SymbolSpecies).get;
// A promise with this takes %Promise% for its species.
const NO_CONSTRUCTOR = { __proto__: null, value: undefined, configurable: true };

function hasOriginalConstructor() {
  const found = ObjectGetOwnPropertyDescriptor(PromisePrototype, "constructor");
  return found !== undefined && ObjectHasOwn(found, "value") && found.value === Promise;
}

function hasOriginalSpecies() {
  const found = ObjectGetOwnPropertyDescriptor(Promise, SymbolSpecies);
  return found !== undefined && ObjectHasOwn(found, "get") && found.get === originalSpecies;
}

function thenUnseen(promise, onFulfilled, onRejected) {
  // False for a promise that is frozen, or has a `constructor` of its own that is.
  const isSet = !ObjectHasOwn(promise, "constructor") &&
    ReflectDefineProperty(promise, "constructor", NO_CONSTRUCTOR);
  const derived = PromisePrototypeThen(promise, onFulfilled, onRejected);
  if (isSet) ReflectDeleteProperty(promise, "constructor");
  return derived;
}

/**
 * Calls `onFulfilled(value)` or `onRejected(reason)` once the promise is settled.
 * @returns {Promise} of what they return; when `onRejected` is missing it rejects as `promise` does
 */
export function then(promise, onFulfilled, onRejected) {
  return hasOriginalConstructor() && hasOriginalSpecies()
    ? PromisePrototypeThen(promise, onFulfilled, onRejected)
    : thenUnseen(promise, onFulfilled, onRejected);
}

/**
 * The same for functions that return promises of the runtime: `then` itself would look up `then` on
 * what they return.
 * @returns {Promise} of what the promise that they return gives
 */
export function thenPromise(promise, onFulfilled, onRejected) {
  const { promise: derived, resolve, reject } = newPromise();
  const follow = (step) => (value) => {
    try {
      then(step(value), resolve, reject);
    } catch (error) {
      reject(error);
    }
  };
  then(promise, follow(onFulfilled), onRejected === undefined ? reject : follow(onRejected));
  return derived;
}

/** "A promise resolved with": `value` itself when it is a %Promise%. Reads `then` of other objects. */
export function resolved(value) {
  const isOurs = typeof value === "object" && value !== null && !hasOriginalConstructor() &&
    promiseState(value) !== undefined && ReflectGetPrototypeOf(value) === PromisePrototype &&
    !ObjectHasOwn(value, "constructor");
  return isOurs ? value : PromiseResolve(value);
}

/** A promise rejected with `reason`. */
export const rejected = PromiseReject;

function ignore() {}

/** Keeps a rejection of the promise from being reported as unhandled. */
export function markHandled(promise) {
  then(promise, undefined, ignore);
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
    return resolved(ReflectApply(callback, receiver, values));
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
  const values = new List();
  let pending = promises.length;
  if (pending === 0) resolve(values);
  for (let i = 0; i < promises.length; ++i) {
    then(promises[i], (value) => {
      values[i] = value;
      if (--pending === 0) resolve(values);
    }, reject);
  }
  return promise;
}
