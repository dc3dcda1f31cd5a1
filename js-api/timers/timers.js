// Timers (HTML, section 8.6) and queueMicrotask (section 8.7).
//
// A timer belongs to the invocation whose asynchronous context starts it. The native half keeps
// the clock and calls dispatchTimer; what to call is kept here.

import { invocation } from "native:runtime";
import { start, stop } from "native:timers";
import { PromiseResolve, ReflectApply } from "../internal/primordials.js";
import { applyInContext, contextValues } from "../internal/async_context.js";
import { then } from "../internal/promises.js";
import { toCallbackFunction, toLong } from "../internal/webidl.js";
import { reportException } from "../events/report_exception.js";
import { findInvocation } from "../worker/invocation.js";
import { Timer, addTimer, findTimer, removeTimer, requireRoom } from "./active_timers.js";

const MAX_NESTING = 5;
const NESTED_MINIMUM = 4;

const global = globalThis;
const settled = PromiseResolve();
let latest = 0;
// How many timers led to the code that is running, each started by the one before.
let nesting = 0;

function delayOf(timeout, level) {
  const delay = timeout < 0 ? 0 : timeout;
  return level > MAX_NESTING && delay < NESTED_MINIMUM ? NESTED_MINIMUM : delay;
}

function startTimer(callback, timeout, values, repeats) {
  const owner = invocation();
  requireRoom(owner);
  latest = latest >= 0x7fffffff ? 1 : latest + 1;
  // An invocation that is done has no timers any more, though its code may still run.
  const isOpen = findInvocation(owner)?.isDone === false;
  // The native half refuses timers that belong to no invocation.
  if (isOpen || owner === 0) start(latest, delayOf(timeout, nesting));
  if (isOpen) {
    addTimer(owner, latest,
      new Timer(callback, values, timeout, repeats, nesting + 1, contextValues()));
  }
  return latest;
}

function stopTimer(number) {
  const owner = invocation();
  if (findTimer(owner, number) === undefined) return;
  removeTimer(owner, number);
  stop(number);
}

/**
 * Calls `callback` once, after `timeout` milliseconds.
 * @returns {number} a positive number for clearTimeout
 */
export function setTimeout(callback, timeout = 0, ...values) {
  toCallbackFunction(callback, "Failed to execute 'setTimeout'");
  return startTimer(callback, toLong(timeout), values, false);
}

/**
 * Calls `callback` every `timeout` milliseconds, the next time counted from the end of the one
 * before.
 * @returns {number} a positive number for clearInterval
 */
export function setInterval(callback, timeout = 0, ...values) {
  toCallbackFunction(callback, "Failed to execute 'setInterval'");
  return startTimer(callback, toLong(timeout), values, true);
}

/** Stops a timer of this invocation; other numbers are ignored. */
export function clearTimeout(timer = 0) {
  stopTimer(toLong(timer));
}

/** The same as clearTimeout: the two share their numbers. */
export function clearInterval(timer = 0) {
  stopTimer(toLong(timer));
}

/**
 * What the native half calls when a timer is due, in the asynchronous context of the timer's
 * invocation. An exception of the callback is reported and does not come out.
 */
export function dispatchTimer(number) {
  const owner = invocation();
  const timer = findTimer(owner, number);
  if (timer === undefined) return;
  if (!timer.repeats) removeTimer(owner, number);
  ({ nesting } = timer);
  try {
    applyInContext(timer.context, timer.callback, global, timer.values);
  } catch (error) {
    reportException(error);
  } finally {
    nesting = 0;
  }
  // The callback may have cleared it.
  if (timer.repeats && findTimer(owner, number) === timer) {
    ++timer.nesting;
    start(number, delayOf(timer.timeout, timer.nesting));
  }
}

/**
 * Calls `steps(value)` in a task of its own ("queue a task"), in the asynchronous context of the
 * running invocation, which the task belongs to as a timer does.
 * @returns {boolean} false, and nothing will be called, when there is no invocation, or no longer
 */
export function queueTask(steps, value = undefined) {
  const owner = invocation();
  if (findInvocation(owner)?.isDone !== false) return false;
  requireRoom(owner);
  latest = latest >= 0x7fffffff ? 1 : latest + 1;
  start(latest, 0);
  addTimer(owner, latest, new Timer(steps, [value], 0, false, 0));
  return true;
}

/** Calls `callback` as soon as the code that is running has returned. */
export function queueMicrotask(callback) {
  toCallbackFunction(callback, "Failed to execute 'queueMicrotask'");
  then(settled, () => {
    try {
      ReflectApply(callback, undefined, []);
    } catch (error) {
      reportException(error);
    }
  });
}
