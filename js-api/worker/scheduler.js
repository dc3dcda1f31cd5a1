// The `scheduler` global: Workers have its wait() only.

import { TypeError } from "../internal/primordials.js";
import { newPromise, rejected } from "../internal/promises.js";
import {
  defineInterface,
  describe,
  dictionaryOf,
  requireArguments,
  toDictionary,
  toDouble,
} from "../internal/webidl.js";
import {
  addAbortAlgorithm,
  isAbortSignal,
  removeAbortAlgorithm,
  signalAborted,
  signalReason,
} from "../abort/abort_signal.js";
import { clearTimeout, setTimeout } from "../timers/timers.js";

let constructing = false;

function toSignal(value, where) {
  if (isAbortSignal(value)) return value;
  throw new TypeError(`${where}: found ${describe(value)}; expected an AbortSignal.`);
}

const WAIT_OPTIONS = dictionaryOf([{ key: "signal", converter: toSignal }]);

function waitUnlessAborted(milliseconds, signal) {
  const { promise, resolve, reject } = newPromise();
  if (signal === undefined) {
    setTimeout(() => resolve(undefined), milliseconds);
    return promise;
  }
  if (signalAborted(signal)) return rejected(signalReason(signal));
  const onAbort = () => {
    clearTimeout(timer);
    reject(signalReason(signal));
  };
  const timer = setTimeout(() => {
    removeAbortAlgorithm(signal, onAbort);
    resolve(undefined);
  }, milliseconds);
  addAbortAlgorithm(signal, onAbort);
  return promise;
}

export class Scheduler {
  #brand;

  constructor() {
    if (!constructing) throw new TypeError("Illegal constructor");
  }

  /**
   * @param {number} milliseconds
   * @param {{signal?: AbortSignal}} [options]
   * @returns {Promise<undefined>} fulfilled after that time; rejects when the signal aborts
   */
  wait(milliseconds, options = undefined) {
    try {
      this.#brand;
      requireArguments(1, arguments.length, "Scheduler", "wait");
      const where = "Failed to execute 'wait' on 'Scheduler'";
      const delay = toDouble(milliseconds, where);
      const { signal } = toDictionary(options, WAIT_OPTIONS, where);
      return waitUnlessAborted(delay, signal);
    } catch (error) {
      return rejected(error);
    }
  }
}
defineInterface(Scheduler, "Scheduler");

constructing = true;
/** The one Scheduler. */
export const scheduler = new Scheduler();
constructing = false;
