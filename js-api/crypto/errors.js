// The DOMExceptions of Web Cryptography (section 18.4 and the algorithms').

import { promiseState } from "native:runtime";
import { ReflectApply } from "../internal/primordials.js";
import { newPromise, resolved, then } from "../internal/promises.js";
import { domException } from "../errors/dom_exception.js";

/** A key or data that is malformed. */
export function dataError(message) {
  return domException(message, "DataError");
}

/** A key that may not be used so. */
export function invalidAccessError(message) {
  return domException(message, "InvalidAccessError");
}

/** An algorithm, curve or format that there is not. */
export function notSupportedError(message) {
  return domException(message, "NotSupportedError");
}

/** An operation that failed. */
export function operationError(message) {
  return domException(message, "OperationError");
}

/** Usages that a key cannot have. */
export function syntaxError(message) {
  return domException(message, "SyntaxError");
}

/** Calls a native function; the Error that it throws becomes one of `newError`. */
export function attempt(newError, native, values) {
  try {
    return ReflectApply(native, undefined, values);
  } catch (error) {
    throw newError(error.message);
  }
}

/**
 * The same for a native function that is done later.
 * @returns {Promise} of {value}; see `map` and `settle`
 */
export function attemptLater(newError, native, values) {
  const { promise, resolve, reject } = newPromise();
  then(ReflectApply(native, undefined, values), resolve, (error) => {
    reject(newError(error.message));
  });
  return promise;
}

// What an algorithm's function returns is a value, or a promise of {value}: the object, which has no
// prototype, keeps `then` from being looked up on the value.

/** What `convert` makes of such a value: a value, or a promise of {value}. */
export function map(result, convert) {
  if (promiseState(result) === undefined) return convert(result);
  const { promise, resolve, reject } = newPromise();
  then(result, ({ value }) => {
    try {
      const converted = convert(value);
      resolve(promiseState(converted) === undefined ? { __proto__: null, value: converted } :
        converted);
    } catch (error) {
      reject(error);
    }
  }, reject);
  return promise;
}

/** A worker's promise of what `convert` makes of such a value. */
export function settle(result, convert) {
  if (promiseState(result) === undefined) return resolved(convert(result));
  const { promise, resolve, reject } = newPromise();
  then(result, ({ value }) => {
    try {
      resolve(convert(value));
    } catch (error) {
      reject(error);
    }
  }, reject);
  return promise;
}
