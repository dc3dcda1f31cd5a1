// One call of the worker: from the event's delivery until its handler, its response and everything
// given to waitUntil() are done.

import { settled } from "native:invocation";
import { invocation as currentNumber, promiseState } from "native:runtime";
import { MapPrototypeDelete, MapPrototypeGet, MapPrototypeSet, SafeMap, TypeError }
  from "../internal/primordials.js";
import { resolved, then } from "../internal/promises.js";
import { reportException } from "../events/report_exception.js";
import { forgetTimeline } from "../performance/timelines.js";
import { forgetTimers } from "../timers/active_timers.js";

// Those that were not done when their event had been dispatched, by number.
const open = new SafeMap();
// The one whose event is being dispatched.
let latest = null;

const FULFILLED = 1;

export class Invocation {
  /** Its number. */
  id;
  /** The request it answers. */
  request;
  /** The stream that is being sent as the response's body, or null. */
  responseStream = null;
  /** What the binding that the call came through adds; undefined for what comes from outside. */
  props = undefined;
  #isOpen = false;
  // What it waits for: its handler and response count as one.
  #waiting = 1;

  constructor(id, request) {
    this.id = id;
    this.request = request;
    latest = this;
  }

  /** Says that the event was dispatched; what is not done now will be later. */
  dispatched() {
    if (this.#waiting === 0) return;
    this.#isOpen = true;
    MapPrototypeSet(open, this.id, this);
  }

  /** Keeps the invocation open until the promise is settled. A rejection is reported. */
  waitUntil(promise) {
    if (promiseState(promise) === FULFILLED) return;
    // What comes after the end is not waited for; neither is it lost before the isolate's next turn.
    if (this.#waiting === 0) return;
    ++this.#waiting;
    then(resolved(promise), () => this.done(), (error) => {
      reportException(error);
      this.done();
    });
  }

  /** Keeps the invocation open until done() was called once more. */
  hold() {
    if (this.#waiting > 0) ++this.#waiting;
  }

  /** Whether there is nothing left to wait for. */
  get isDone() {
    return this.#waiting === 0;
  }

  /**
   * Whether nothing is waited for but the response that is about to be sent. If so the invocation is
   * done: the server is told with the response, and done() does nothing any more.
   */
  endsWithResponse() {
    if (this.#waiting !== 1) return false;
    this.#waiting = 0;
    this.#forget();
    return true;
  }

  /** Says that one of the things it waits for is done. */
  done() {
    if (this.#waiting === 0 || --this.#waiting > 0) return;
    this.#forget();
    settled(this.id);
  }

  /** The server has ended it: nothing is waited for any more. */
  end() {
    this.#waiting = 0;
    this.#forget();
  }

  #forget() {
    forgetTimers(this.id);
    forgetTimeline(this.id);
    if (this.#isOpen) MapPrototypeDelete(open, this.id);
  }
}

/** There is no invocation yet. */
export function forgetLatest() {
  latest = null;
}

/** The open invocation of that number, or undefined. */
export function findInvocation(id) {
  return latest !== null && latest.id === id ? latest : MapPrototypeGet(open, id);
}

/** The invocation that the running code belongs to. TypeError at the worker's top level. */
export function currentInvocation() {
  const invocation = findInvocation(currentNumber());
  if (invocation !== undefined) return invocation;
  throw new TypeError("Disallowed operation called within global scope.");
}
