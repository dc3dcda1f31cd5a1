'use strict';

const { PromiseReject, PromiseWithResolvers } = primordials;
const timers = require('timers');
const { AbortError, codes: { ERR_ILLEGAL_CONSTRUCTOR } } = require('internal/errors');
const { validateAbortSignal, validateBoolean, validateNumber, validateObject } =
  require('internal/validators');

function check(options) {
  validateObject(options, 'options');
  if (options.signal !== undefined) validateAbortSignal(options.signal, 'options.signal');
  if (options.ref !== undefined) validateBoolean(options.ref, 'options.ref');
}

function wait(start, stop, value, options) {
  const { signal } = options;
  if (signal?.aborted) {
    return PromiseReject(new AbortError(undefined, { cause: signal.reason }));
  }
  const { promise, resolve, reject } = PromiseWithResolvers();
  const onAbort = () => {
    stop(timer);
    reject(new AbortError(undefined, { cause: signal.reason }));
  };
  const timer = start(() => {
    signal?.removeEventListener('abort', onAbort);
    resolve(value);
  });
  signal?.addEventListener('abort', onAbort, { once: true });
  return promise;
}

function setTimeout(delay, value, options = {}) {
  try {
    if (delay !== undefined) validateNumber(delay, 'delay');
    check(options);
  } catch (error) {
    return PromiseReject(error);
  }
  return wait((done) => timers.setTimeout(done, delay), timers.clearTimeout, value, options);
}

function setImmediate(value, options = {}) {
  try {
    check(options);
  } catch (error) {
    return PromiseReject(error);
  }
  return wait(timers.setImmediate, timers.clearImmediate, value, options);
}

async function* setInterval(delay, value, options = {}) {
  if (delay !== undefined) validateNumber(delay, 'delay');
  check(options);
  const { signal } = options;
  if (signal?.aborted) throw new AbortError(undefined, { cause: signal.reason });
  let due = 0;
  let wake = null;
  const timer = timers.setInterval(() => {
    ++due;
    wake?.();
  }, delay);
  const onAbort = () => {
    timers.clearInterval(timer);
    wake?.();
  };
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    for (;;) {
      if (due === 0 && !signal?.aborted) {
        await new Promise((resolve) => {
          wake = resolve;
        });
        wake = null;
      }
      for (; due > 0; --due) yield value;
      if (signal?.aborted) throw new AbortError(undefined, { cause: signal.reason });
    }
  } finally {
    timers.clearInterval(timer);
    signal?.removeEventListener('abort', onAbort);
  }
}

class Scheduler {
  constructor() {
    throw new ERR_ILLEGAL_CONSTRUCTOR();
  }

  yield() {
    return setImmediate();
  }

  wait(delay, options) {
    return setTimeout(delay, undefined, options);
  }
}

module.exports = {
  setTimeout,
  setImmediate,
  setInterval,
  scheduler: Object.create(Scheduler.prototype),
};
