// Calling what a worker gave as a source, sink or transformer.

import { FunctionPrototypeCall, ReflectApply } from "../internal/primordials.js";
import { rejected, resolved, then } from "../internal/promises.js";

const DONE = resolved(undefined);

/** An algorithm that does nothing: a promise of undefined, fulfilled. */
export function doNothing() {
  return DONE;
}

/** Runs `callback` as a microtask. It must not throw. */
export function queueMicrotask(callback) {
  then(DONE, callback);
}

/**
 * Calls a worker's function with one value ("invoke a callback function" that returns a promise).
 * @returns {Promise} of what it returns; rejected with what it throws
 */
export function invoke(callback, receiver, value) {
  try {
    const result = FunctionPrototypeCall(callback, receiver, value);
    return result === undefined ? DONE : resolved(result);
  } catch (error) {
    return rejected(error);
  }
}

/** The same with two values. */
export function invokeWithTwo(callback, receiver, first, second) {
  try {
    const result = FunctionPrototypeCall(callback, receiver, first, second);
    return result === undefined ? DONE : resolved(result);
  } catch (error) {
    return rejected(error);
  }
}

/** The same with none. */
export function invokeWithNone(callback, receiver) {
  try {
    const result = ReflectApply(callback, receiver, []);
    return result === undefined ? DONE : resolved(result);
  } catch (error) {
    return rejected(error);
  }
}
