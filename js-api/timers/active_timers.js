// The timers that are running. A timer belongs to the invocation that started it, and ends with it.

import {
  MapPrototypeDelete,
  MapPrototypeGet,
  MapPrototypeGetSize,
  MapPrototypeSet,
  SafeMap,
} from "../internal/primordials.js";
import { quotaExceededError } from "../errors/quota_exceeded_error.js";

const MAX_TIMERS = 10000;

// Invocation -> its timers by number.
const invocations = new SafeMap();

/** What is kept of a timer. */
export class Timer {
  callback;
  /** What the callback is called with. */
  values;
  /** In milliseconds, as asked for. */
  timeout;
  repeats;
  /** How many timers led to this one, each started by the one before (HTML, section 8.6). */
  nesting;
  /** What node:async_hooks had in the context that started it. */
  context;

  constructor(callback, values, timeout, repeats, nesting, context) {
    this.callback = callback;
    this.values = values;
    this.timeout = timeout;
    this.repeats = repeats;
    this.nesting = nesting;
    this.context = context;
  }
}

/** Throws a QuotaExceededError when the invocation has as many timers as it may have. */
export function requireRoom(invocation) {
  const timers = MapPrototypeGet(invocations, invocation);
  if (timers === undefined || MapPrototypeGetSize(timers) < MAX_TIMERS) return;
  throw quotaExceededError(
    `The request has ${MAX_TIMERS} timers already, as many as it may have.`,
    { __proto__: null, quota: MAX_TIMERS });
}

/** Keeps a timer under its number. */
export function addTimer(invocation, number, timer) {
  let timers = MapPrototypeGet(invocations, invocation);
  if (timers === undefined) {
    timers = new SafeMap();
    MapPrototypeSet(invocations, invocation, timers);
  }
  MapPrototypeSet(timers, number, timer);
}

/** @returns {Timer|undefined} the invocation's timer of that number */
export function findTimer(invocation, number) {
  const timers = MapPrototypeGet(invocations, invocation);
  return timers === undefined ? undefined : MapPrototypeGet(timers, number);
}

/** Drops a timer that findTimer found. */
export function removeTimer(invocation, number) {
  const timers = MapPrototypeGet(invocations, invocation);
  MapPrototypeDelete(timers, number);
  if (MapPrototypeGetSize(timers) === 0) MapPrototypeDelete(invocations, invocation);
}

/** Drops the timers of an invocation that is done. The native half stops its own. */
export function forgetTimers(invocation) {
  MapPrototypeDelete(invocations, invocation);
}
