// CustomEvent (DOM, section 2.4).

import { defineInterface, requireArguments } from "../internal/webidl.js";
import { Event } from "./event.js";

/** An event that carries any value in `detail`. */
export class CustomEvent extends Event {
  #detail;

  /**
   * @param {string} type
   * @param {{detail?: any}} [init] and what an Event's has
   */
  constructor(type, init = undefined) {
    requireArguments(1, arguments.length, "CustomEvent");
    super(type, init);
    const detail = init?.detail;
    this.#detail = detail === undefined ? null : detail;
  }

  get detail() {
    return this.#detail;
  }
}
defineInterface(CustomEvent);
