// What an AbortSignal knows, apart from the class: EventTarget looks at signals, and AbortSignal is
// one of those.

import { SafeSet } from "../internal/primordials.js";

/** The state of one signal. */
export class AbortState {
  aborted = false;
  reason = undefined;
  /** Functions to call when it aborts, in their order; null until there is one. */
  algorithms = null;
  /** Signals made by AbortSignal.any() that follow this one; null until there is one. */
  dependents = null;
  /** Whether it was made by AbortSignal.any(), and what it follows. */
  sources = null;
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
}

export function removeAbortAlgorithm(signal, algorithm) {
  stateOf(signal).algorithms?.delete(algorithm);
}
