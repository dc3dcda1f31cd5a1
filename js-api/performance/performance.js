// High Resolution Time: the clock that `performance` shows. It stands still while JavaScript runs
// and moves on with I/O, so that code cannot time itself or its neighbours.

import { now, timeOrigin } from "native:timers";
import { defineInterface, illegalConstructor, illegalInvocation } from "../internal/webidl.js";
import { EventTarget } from "../events/event_target.js";

let isConstructing = false;

/** High Resolution Time, section 7. There is one, the global `performance`. */
export class Performance extends EventTarget {
  #brand;

  constructor() {
    if (!isConstructing) illegalConstructor();
    super();
  }

  /** Milliseconds since the epoch at which `now` began to count. */
  get timeOrigin() {
    if (!(#brand in this)) throw illegalInvocation();
    return timeOrigin();
  }

  /** Milliseconds since timeOrigin, as of the beginning of this turn. */
  now() {
    if (!(#brand in this)) throw illegalInvocation();
    return now();
  }

  toJSON() {
    if (!(#brand in this)) throw illegalInvocation();
    return { timeOrigin: timeOrigin() };
  }
}
defineInterface(Performance, "Performance");

isConstructing = true;
/** The `performance` global. */
export const performance = new Performance();
isConstructing = false;
