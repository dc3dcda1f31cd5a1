'use strict';

const { PromiseWithResolvers } = primordials;
const { AbortController, AbortSignal } = internalBinding('atoll');
const { validateAbortSignal, validateObject } = require('internal/validators');

/** Fulfilled when `signal` aborts. The resource would only hold the listener weakly. */
async function aborted(signal, resource) {
  validateAbortSignal(signal, 'signal');
  validateObject(resource, 'resource', 7);
  if (signal.aborted) return undefined;
  const { promise, resolve } = PromiseWithResolvers();
  signal.addEventListener('abort', () => resolve(undefined), { __proto__: null, once: true });
  return promise;
}

module.exports = {
  AbortController,
  AbortSignal,
  aborted,
  transferableAbortController: () => new AbortController(),
  transferableAbortSignal: (signal) => signal,
};
