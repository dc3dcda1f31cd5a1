'use strict';

// What travels with an asynchronous context is one immutable Map, from an AsyncLocalStorage to its
// value; V8 carries it through promises, and timers keep it. See js-api/internal/async_context.js.

const { FunctionPrototypeBind, ObjectDefineProperty, SafeMap } = primordials;
const { applyInContext, contextValues, setContextValues } = internalBinding('atoll');
const { ERR_ASYNC_CALLBACK, ERR_INVALID_ASYNC_ID } =
  require('internal/errors').codes;
const { validateFunction, validateObject, validateString } = require('internal/validators');

function withValue(storage, value) {
  const values = new SafeMap(contextValues());
  values.set(storage, value);
  return values;
}

/** A value for each asynchronous context. */
class AsyncLocalStorage {
  #defaultValue = undefined;
  #name = '';

  constructor(options = {}) {
    validateObject(options, 'options');
    this.#defaultValue = options.defaultValue;
    if (options.name !== undefined) this.#name = `${options.name}`;
  }

  static bind(callback) {
    return AsyncResource.bind(callback);
  }

  static snapshot() {
    const values = contextValues();
    return function runInAsyncScope(callback, ...args) {
      return applyInContext(values, callback, this, args);
    };
  }

  get name() {
    return this.#name;
  }

  run(value, callback, ...args) {
    return applyInContext(withValue(this, value), callback, null, args);
  }

  exit(callback, ...args) {
    return this.run(undefined, callback, ...args);
  }

  enterWith(value) {
    setContextValues(withValue(this, value));
  }

  disable() {
    const values = new SafeMap(contextValues());
    values.delete(this);
    setContextValues(values);
  }

  getStore() {
    const values = contextValues();
    return values !== undefined && values.has(this) ? values.get(this) : this.#defaultValue;
  }
}

let latestId = 1;

/** Keeps the asynchronous context that it was made in, for what calls back later. */
class AsyncResource {
  #values = contextValues();
  #asyncId = ++latestId;
  #triggerAsyncId = 1;

  constructor(type, options = undefined) {
    validateString(type, 'type');
    const trigger = typeof options === 'object' ? options?.triggerAsyncId : options;
    if (trigger === undefined) return;
    if (!Number.isSafeInteger(trigger) || trigger < -1) {
      throw new ERR_INVALID_ASYNC_ID('triggerAsyncId', trigger);
    }
    this.#triggerAsyncId = trigger;
  }

  runInAsyncScope(callback, thisArg, ...args) {
    return applyInContext(this.#values, callback, thisArg, args);
  }

  emitDestroy() {
    return this;
  }

  asyncId() {
    return this.#asyncId;
  }

  triggerAsyncId() {
    return this.#triggerAsyncId;
  }

  bind(callback, thisArg) {
    validateFunction(callback, 'fn');
    const resource = this;
    const bound = thisArg === undefined
      ? function(...args) {
        return resource.runInAsyncScope(callback, this, ...args);
      }
      : FunctionPrototypeBind(this.runInAsyncScope, this, callback, thisArg);
    ObjectDefineProperty(bound, 'length',
      { __proto__: null, value: callback.length, configurable: true });
    return bound;
  }

  static bind(callback, type, thisArg) {
    type ||= callback.name;
    return new AsyncResource(type || 'bound-anonymous-fn').bind(callback, thisArg);
  }
}

/** Hooks are never called: nothing in a worker has to be told of asynchronous resources. */
class AsyncHook {
  enable() {
    return this;
  }

  disable() {
    return this;
  }
}

function createHook(callbacks) {
  for (const name of ['init', 'before', 'after', 'destroy', 'promiseResolve']) {
    const callback = callbacks[name];
    if (callback !== undefined && typeof callback !== 'function') {
      throw new ERR_ASYNC_CALLBACK(`hook.${name}`);
    }
  }
  return new AsyncHook();
}

module.exports = {
  AsyncLocalStorage,
  AsyncResource,
  asyncWrapProviders: Object.freeze({ __proto__: null }),
  createHook,
  executionAsyncId: () => 1,
  executionAsyncResource: () => ({}),
  triggerAsyncId: () => 0,
};
