// What an AbortSignal knows, apart from the class: EventTarget looks at signals, and AbortSignal is
// one of those.

import { SafeSet, WeakRef, WeakRefPrototypeDeref } from "../internal/primordials.js";
import { List, append } from "../internal/lists.js";

const FIRST_SWEEP = 16;

/** The state of one signal. */
export class AbortState {
  aborted = false;
  reason = undefined;
  /** Functions to call when it aborts, in their order; null until there is one. */
  algorithms = null;
  /** WeakRefs to signals made by AbortSignal.any() that follow this one; null until there is one. */
  dependents = null;
  /** Those of them that somebody waits for, which live as long as this one. */
  kept = null;
  /** How many dependents there are when those that are gone are looked for. */
  sweepAt = FIRST_SWEEP;
  /** The signals that it follows; null if it was not made by AbortSignal.any(). */
  sources = null;
  /** Whether there are listeners for "abort", of a signal that follows others. */
  hasListeners = false;
}

// There is no signal before the class.
let find = () => undefined;

/** Sets how stateOf finds the state: abort_signal.js does, which has it. */
export function setStateOf(fn) {
  find = fn;
}

/** @returns {AbortState|undefined} undefined for what is no AbortSignal */
export function stateOf(value) {
  return find(value);
}

/** Whether the value is an AbortSignal. */
export function isAbortSignal(value) {
  return stateOf(value) !== undefined;
}

export function signalAborted(signal) {
  return stateOf(signal).aborted;
}

export function signalReason(signal) {
  return stateOf(signal).reason;
}

/** Calls `algorithm()` when the signal aborts; not at all when it has. */
export function addAbortAlgorithm(signal, algorithm) {
  const state = stateOf(signal);
  if (state.aborted) return;
  state.algorithms ??= new SafeSet();
  state.algorithms.add(algorithm);
  if (state.sources !== null) keepIfNeeded(signal, state);
}

export function removeAbortAlgorithm(signal, algorithm) {
  const state = stateOf(signal);
  if (state.algorithms === null) return;
  state.algorithms.delete(algorithm);
  if (state.sources !== null) keepIfNeeded(signal, state);
}

/** Says whether an EventTarget, which may be a signal, has listeners for "abort" now. */
export function listenersChanged(target, hasListeners) {
  const state = stateOf(target);
  if (state === undefined || state.sources === null) return;
  state.hasListeners = hasListeners;
  keepIfNeeded(target, state);
}

// A signal that nobody refers to is needed while its abort would be noticed (DOM, section 3.2.2).
function keepIfNeeded(signal, state) {
  const isNeeded = !state.aborted &&
    (state.hasListeners || (state.algorithms !== null && state.algorithms.size > 0));
  state.sources.forEach((origin) => {
    const source = stateOf(origin);
    if (isNeeded) {
      source.kept ??= new SafeSet();
      source.kept.add(signal);
    } else if (source.kept !== null) {
      source.kept.delete(signal);
    }
  });
}

/** Has a signal follow another one, which was not made by AbortSignal.any(). */
export function addDependent(source, signal) {
  const state = stateOf(source);
  state.dependents ??= new List();
  if (state.dependents.length >= state.sweepAt) sweep(state);
  append(state.dependents, new WeakRef(signal));
  stateOf(signal).sources.add(source);
}

function sweep(state) {
  const alive = new List();
  for (let i = 0; i < state.dependents.length; ++i) {
    const reference = state.dependents[i];
    if (WeakRefPrototypeDeref(reference) !== undefined) append(alive, reference);
  }
  state.dependents = alive;
  state.sweepAt = alive.length * 2 < FIRST_SWEEP ? FIRST_SWEEP : alive.length * 2;
}

/** @returns {List} the signals that follow one, which no longer do then */
export function takeDependents(state) {
  const taken = new List();
  if (state.dependents === null) return taken;
  for (let i = 0; i < state.dependents.length; ++i) {
    const signal = WeakRefPrototypeDeref(state.dependents[i]);
    if (signal !== undefined) append(taken, signal);
  }
  state.dependents = null;
  state.kept = null;
  return taken;
}
