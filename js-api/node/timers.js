'use strict';

// Timers with the objects that Node has for them. They belong to the invocation that starts them, as
// the global functions' do, and keep the isolate as long as these.

const { ObjectDefineProperty, ReflectApply, SymbolDispose, SymbolToPrimitive } = primordials;
const host = internalBinding('atoll');
const { validateFunction } = require('internal/validators');

const MAX_DELAY = 2 ** 31 - 1;

function toDelay(delay) {
  const milliseconds = Number(delay);
  return milliseconds >= 1 && milliseconds <= MAX_DELAY ? Math.trunc(milliseconds) : 1;
}

class Timeout {
  #start;
  #stop;
  #number;
  #hasRef = true;

  constructor(callback, delay, args, repeats) {
    const run = () => ReflectApply(callback, this, args);
    this.#start = repeats
      ? () => host.setInterval(run, delay)
      : () => host.setTimeout(run, delay);
    this.#stop = repeats ? host.clearInterval : host.clearTimeout;
    this.#number = this.#start();
  }

  ref() {
    this.#hasRef = true;
    return this;
  }

  unref() {
    this.#hasRef = false;
    return this;
  }

  hasRef() {
    return this.#hasRef;
  }

  refresh() {
    this.#stop(this.#number);
    this.#number = this.#start();
    return this;
  }

  close() {
    this.#stop(this.#number);
    return this;
  }

  [SymbolDispose]() {
    this.close();
  }

  [SymbolToPrimitive]() {
    return this.#number;
  }
}

class Immediate {
  #number;
  #hasRef = true;

  constructor(callback, args) {
    this.#number = host.setTimeout(() => ReflectApply(callback, this, args), 0);
  }

  ref() {
    this.#hasRef = true;
    return this;
  }

  unref() {
    this.#hasRef = false;
    return this;
  }

  hasRef() {
    return this.#hasRef;
  }

  [SymbolDispose]() {
    host.clearTimeout(this.#number);
  }
}

function setTimeout(callback, delay, ...args) {
  validateFunction(callback, 'callback');
  return new Timeout(callback, toDelay(delay), args, false);
}

function setInterval(callback, delay, ...args) {
  validateFunction(callback, 'callback');
  return new Timeout(callback, toDelay(delay), args, true);
}

function setImmediate(callback, ...args) {
  validateFunction(callback, 'callback');
  return new Immediate(callback, args);
}

function clearTimeout(timer) {
  if (timer instanceof Timeout) timer.close();
  else if (typeof timer === 'number' || typeof timer === 'string') host.clearTimeout(timer);
}

function clearImmediate(immediate) {
  if (immediate instanceof Immediate) immediate[SymbolDispose]();
}

for (const timer of [setTimeout, setInterval, setImmediate]) {
  ObjectDefineProperty(timer, Symbol.for('nodejs.util.promisify.custom'), {
    __proto__: null,
    get: () => require('timers/promises')[timer.name],
    enumerable: true,
  });
}

module.exports = {
  setTimeout,
  clearTimeout,
  setImmediate,
  clearImmediate,
  setInterval,
  clearInterval: clearTimeout,
};
ObjectDefineProperty(module.exports, 'promises', {
  __proto__: null,
  configurable: true,
  enumerable: true,
  get: () => require('timers/promises'),
});
