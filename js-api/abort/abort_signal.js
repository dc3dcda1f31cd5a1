// AbortSignal (DOM, section 3.2).

import { SafeSet, TypeError } from "../internal/primordials.js";
import { append, toList } from "../internal/lists.js";
import {
  defineInterface,
  illegalConstructor,
  requireArguments,
  toSequence,
  toUnsignedLongLong,
  whereOf,
} from "../internal/webidl.js";
import { DOMException } from "../errors/dom_exception.js";
import { Event } from "../events/event.js";
import { EventTarget, defineEventHandler, fireEvent, hasListeners } from "../events/event_target.js";
import { inspectSymbol } from "../internal/inspect_hook.js";
import { setTimeout } from "../timers/timers.js";
import {
  AbortState,
  addDependent,
  isAbortSignal,
  setStateOf,
  stateOf,
  takeDependents,
} from "./abort_algorithms.js";

export {
  addAbortAlgorithm,
  isAbortSignal,
  removeAbortAlgorithm,
  signalAborted,
  signalReason,
} from "./abort_algorithms.js";

const NAME = "AbortSignal";
const ENFORCE_RANGE = { __proto__: null, enforceRange: true };
let constructing = false;

function toAbortSignal(value, where) {
  if (isAbortSignal(value)) return value;
  throw new TypeError(`${where}: an item is not an AbortSignal.`);
}

/** DOM, section 3.2. */
export class AbortSignal extends EventTarget {
  #state = new AbortState();

  constructor() {
    if (!constructing) illegalConstructor();
    super();
  }

  /** A signal that is aborted already. */
  static abort(reason = undefined) {
    const signal = createAbortSignal();
    const state = stateOf(signal);
    state.aborted = true;
    state.reason = reason === undefined ? newAbortError() : reason;
    return signal;
  }

  /** A signal that aborts with a TimeoutError after `milliseconds`. */
  static timeout(milliseconds) {
    requireArguments(1, arguments.length, NAME, "timeout");
    const delay = toUnsignedLongLong(milliseconds, whereOf(NAME, "timeout"), ENFORCE_RANGE);
    const signal = createAbortSignal();
    setTimeout(() => {
      signalAbort(signal, new DOMException("The operation timed out.", "TimeoutError"));
    }, delay > 0x7fffffff ? 0x7fffffff : delay);
    return signal;
  }

  /** A signal that aborts when the first of `signals` does. */
  static any(signals) {
    requireArguments(1, arguments.length, NAME, "any");
    return createDependentSignal(toSequence(signals, toAbortSignal, whereOf(NAME, "any")));
  }

  get aborted() {
    return this.#state.aborted;
  }

  get reason() {
    return this.#state.reason;
  }

  throwIfAborted() {
    const { aborted, reason } = this.#state;
    if (aborted) throw reason;
  }

  [inspectSymbol]() {
    return { __proto__: null, aborted: this.#state.aborted };
  }

  static {
    setStateOf((value) =>
      typeof value === "object" && value !== null && #state in value ? value.#state : undefined);
  }
}
defineInterface(AbortSignal, "AbortSignal");
defineEventHandler(AbortSignal, "abort");

// A signal that follows others is followed through its own sources.
function follow(signal, state, source) {
  const { sources } = stateOf(source);
  if (sources !== null) {
    sources.forEach((origin) => follow(signal, state, origin));
    return;
  }
  if (!state.sources.has(source)) addDependent(source, signal);
}

function newAbortError() {
  return new DOMException("The operation was aborted.", "AbortError");
}

/** @returns {AbortSignal} that signalAbort can abort */
export function createAbortSignal() {
  constructing = true;
  try {
    return new AbortSignal();
  } finally {
    constructing = false;
  }
}

/**
 * "Create a dependent abort signal" (DOM, section 3.2.2).
 * @param {List} parents AbortSignals, the first of which to abort aborts it
 */
export function createDependentSignal(parents) {
  const signal = createAbortSignal();
  const state = stateOf(signal);
  for (let i = 0; i < parents.length; ++i) {
    const parent = stateOf(parents[i]);
    if (!parent.aborted) continue;
    state.aborted = true;
    state.reason = parent.reason;
    return signal;
  }
  state.sources = new SafeSet();
  for (let i = 0; i < parents.length; ++i) follow(signal, state, parents[i]);
  return signal;
}

function runAbortSteps(signal) {
  const state = stateOf(signal);
  const { algorithms } = state;
  state.algorithms = null;
  algorithms?.forEach((algorithm) => algorithm());
  if (hasListeners(signal, "abort")) fireEvent(signal, new Event("abort"));
}

/** "Signal abort"; `reason` undefined is an AbortError. Does nothing the second time. */
export function signalAbort(signal, reason = undefined) {
  const state = stateOf(signal);
  if (state.aborted) return;
  state.aborted = true;
  state.reason = reason === undefined ? newAbortError() : reason;
  const aborted = toList([signal]);
  const dependents = takeDependents(state);
  for (let i = 0; i < dependents.length; ++i) {
    const dependentState = stateOf(dependents[i]);
    if (dependentState.aborted) continue;
    dependentState.aborted = true;
    dependentState.reason = state.reason;
    append(aborted, dependents[i]);
  }
  for (let i = 0; i < aborted.length; ++i) runAbortSteps(aborted[i]);
}
