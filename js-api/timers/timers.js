// Timers (HTML, section 8.6) and queueMicrotask (section 8.7).
//
// A timer belongs to the invocation whose asynchronous context starts it. The native half keeps
// the clock and calls dispatchTimer; what to call is kept here.

import { invocation } from "native:runtime";
import { start, stop } from "native:timers";
import {
  MapPrototypeDelete,
  MapPrototypeGet,
  MapPrototypeGetSize,
  MapPrototypeSet,
  PromiseResolve,
  ReflectApply,
  SafeMap,
  TypeError,
} from "../internal/primordials.js";
import { then } from "../internal/promises.js";
import { describe } from "../internal/webidl.js";
import { domException } from "../errors/dom_exception.js";
import { reportException } from "../events/report_exception.js";

const MAX_TIMERS = 10000;
const MAX_NESTING = 5;
const NESTED_MINIMUM = 4;

const global = globalThis;
// Invocation -> its timers: number -> {callback, values, delay, repeats, nesting}.
const invocations = new SafeMap();
let latest = 0;
// How many timers led to the code that is running, each started by the one before.
let nesting = 0;

function delayOf(timeout, level) {
  const delay = timeout < 0 ? 0 : timeout;
  return level > MAX_NESTING && delay < NESTED_MINIMUM ? NESTED_MINIMUM : delay;
}

function checkCallback(name, callback) {
  if (typeof callback === "function") return;
  throw new TypeError(
    `Failed to execute '${name}': found ${describe(callback)}; expected a function.`);
}

function startTimer(callback, timeout, values, repeats) {
  const owner = invocation();
  let timers = MapPrototypeGet(invocations, owner);
  if (timers !== undefined && MapPrototypeGetSize(timers) >= MAX_TIMERS) {
    throw domException(
      `The request has ${MAX_TIMERS} timers already, as many as it may have.`,
      "QuotaExceededError");
  }
  latest = latest >= 0x7fffffff ? 1 : latest + 1;
  const timer = latest;
  start(timer, delayOf(timeout, nesting));
  if (timers === undefined) {
    timers = new SafeMap();
    MapPrototypeSet(invocations, owner, timers);
  }
  const level = nesting + 1;
  MapPrototypeSet(timers, timer,
    { __proto__: null, callback, values, timeout, repeats, nesting: level });
  return timer;
}

function forget(owner, timers, timer) {
  MapPrototypeDelete(timers, timer);
  if (MapPrototypeGetSize(timers) === 0) MapPrototypeDelete(invocations, owner);
}

function stopTimer(timer) {
  const owner = invocation();
  const timers = MapPrototypeGet(invocations, owner);
  if (timers === undefined || MapPrototypeGet(timers, timer) === undefined) return;
  forget(owner, timers, timer);
  stop(timer);
}

/**
 * Calls `callback` once, after `timeout` milliseconds.
 * @returns {number} a positive number for clearTimeout
 */
export function setTimeout(callback, timeout = 0, ...values) {
  checkCallback("setTimeout", callback);
  return startTimer(callback, timeout | 0, values, false);
}

/**
 * Calls `callback` every `timeout` milliseconds, the next time counted from the end of the one
 * before.
 * @returns {number} a positive number for clearInterval
 */
export function setInterval(callback, timeout = 0, ...values) {
  checkCallback("setInterval", callback);
  return startTimer(callback, timeout | 0, values, true);
}

/** Stops a timer of this invocation; other numbers are ignored. */
export function clearTimeout(timer = 0) {
  stopTimer(timer | 0);
}

/** The same as clearTimeout: the two share their numbers. */
export function clearInterval(timer = 0) {
  stopTimer(timer | 0);
}

/**
 * What the native half calls when a timer is due, in the asynchronous context of the timer's
 * invocation. An exception of the callback is reported and does not come out.
 */
export function dispatchTimer(timer) {
  const owner = invocation();
  const timers = MapPrototypeGet(invocations, owner);
  const entry = timers && MapPrototypeGet(timers, timer);
  if (entry === undefined) return;
  if (!entry.repeats) forget(owner, timers, timer);
  nesting = entry.nesting;
  try {
    ReflectApply(entry.callback, global, entry.values);
  } catch (error) {
    reportException(error);
  } finally {
    nesting = 0;
  }
  // The callback may have cleared it.
  if (entry.repeats && MapPrototypeGet(timers, timer) === entry) {
    ++entry.nesting;
    start(timer, delayOf(entry.timeout, entry.nesting));
  }
}

/** Drops what is kept for the timers of an invocation that has ended. */
export function forgetTimers(owner) {
  MapPrototypeDelete(invocations, owner);
}

const resolved = PromiseResolve();

/** Calls `callback` as soon as the code that is running has returned. */
export function queueMicrotask(callback) {
  checkCallback("queueMicrotask", callback);
  then(resolved, () => {
    try {
      ReflectApply(callback, undefined, []);
    } catch (error) {
      reportException(error);
    }
  });
}
