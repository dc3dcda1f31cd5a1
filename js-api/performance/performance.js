// High Resolution Time: the clock that `performance` shows. It stands still while JavaScript runs
// and moves on with I/O, so that code cannot time itself or its neighbours.

import { now, timeOrigin } from "native:timers";
import { TypeError } from "../internal/primordials.js";
import { defineInterface } from "../internal/webidl.js";
import { EventTarget } from "../events/event_target.js";

let constructing = false;

/** High Resolution Time, section 7. There is one, the global `performance`. */
export class Performance extends EventTarget {
  #brand;

  constructor() {
    if (!constructing) throw new TypeError("Illegal constructor");
    super();
  }

  /** Milliseconds since the epoch at which `now` began to count. */
  get timeOrigin() {
    this.#brand;
    return timeOrigin();
  }

  /** Milliseconds since timeOrigin, as of the beginning of this turn. */
  now() {
    this.#brand;
    return now();
  }

  toJSON() {
    this.#brand;
    return { timeOrigin: timeOrigin() };
  }
}
defineInterface(Performance);

constructing = true;
/** The `performance` global. */
export const performance = new Performance();
constructing = false;
