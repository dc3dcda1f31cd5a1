// The body of a response that a server gave, whose octets the runtime holds.

import { cancelNativeBody, cloneNativeBody, readNativeBody } from "native:invocation";
import { invocation } from "native:runtime";
import {
  addAbortAlgorithm,
  removeAbortAlgorithm,
  signalAborted,
  signalReason,
}
  from "../../js-api/abort/abort_signal.js";
import { otherRequestError } from "../../js-api/fetch/request_body_source.js";
import { rejected, then } from "../../js-api/internal/promises.js";
import { nextNumber } from "./numbers.js";

// Outside the class: a bundler gives a class that names itself another name.
function newSource(id, number, signal, onAbort) {
  return new NativeBodySource(id, number, signal, onAbort);
}

/** A native source (see createNativeStream). A response gives it back to the runtime unread. */
export class NativeBodySource {
  kind = "native";
  invocation;
  number;
  #signal;
  #onAbort;
  #hasEnded = false;

  /**
   * @param {number} id the invocation that has it
   * @param {number} number of the body
   * @param {AbortSignal|null} signal that breaks it off
   * @param {Function} onAbort the algorithm of the signal that does so
   */
  constructor(id, number, signal, onAbort) {
    this.invocation = id;
    this.number = number;
    this.#signal = signal;
    this.#onAbort = onAbort;
  }

  read() {
    if (invocation() !== this.invocation) return rejected(otherRequestError());
    const signal = this.#signal;
    if (signal === null) return readNativeBody(this.invocation, this.number);
    if (signalAborted(signal)) return rejected(signalReason(signal));
    return then(readNativeBody(this.invocation, this.number), (result) => {
      if (signalAborted(signal)) throw signalReason(signal);
      if (result === undefined) {
        this.#hasEnded = true;
        removeAbortAlgorithm(signal, this.#onAbort);
      }
      return result;
    }, (error) => {
      throw signalAborted(signal) ? signalReason(signal) : error;
    });
  }

  /** @returns {{reason: any}|undefined} why the rest will never be read; undefined: it may be */
  failure() {
    const signal = this.#signal;
    return signal !== null && !this.#hasEnded && signalAborted(signal)
      ? { __proto__: null, reason: signalReason(signal) }
      : undefined;
  }

  /** Another source of the same octets. Nobody has read from this one. */
  clone() {
    const id = this.invocation;
    if (invocation() !== id) throw otherRequestError();
    const signal = this.#signal;
    const number = nextNumber();
    const onAbort = () => cancelNativeBody(id, number);
    cloneNativeBody(id, this.number, number);
    if (signal !== null) addAbortAlgorithm(signal, onAbort);
    return newSource(id, number, signal, onAbort);
  }

  cancel() {
    if (this.#signal !== null) removeAbortAlgorithm(this.#signal, this.#onAbort);
    cancelNativeBody(this.invocation, this.number);
  }
}
