// CustomEvent (DOM, section 2.4).

import {
  defineInterface,
  dictionaryOf,
  requireArguments,
  toDictionary,
  toDOMString,
  whereOf,
} from "../internal/webidl.js";
import { Event, initEvent, isDispatching } from "./event.js";

const NAME = "CustomEvent";
const MEMBERS = dictionaryOf([{ key: "detail", converter: (value) => value, defaultValue: null }]);

/** An event with a value of the program's own. */
export class CustomEvent extends Event {
  #detail;

  /**
   * @param {string} type
   * @param {{bubbles?: boolean, cancelable?: boolean, composed?: boolean, detail?: any}} [init]
   */
  constructor(type, eventInitDict = undefined) {
    requireArguments(1, arguments.length, NAME);
    super(type, eventInitDict);
    this.#detail = toDictionary(eventInitDict, MEMBERS, whereOf(NAME)).detail;
  }

  get detail() {
    return this.#detail;
  }

  /** Legacy: makes the event another one, unless it is being dispatched. */
  initCustomEvent(type, bubbles = false, cancelable = false, detail = null) {
    this.#detail;
    requireArguments(1, arguments.length, NAME, "initCustomEvent");
    const newType = toDOMString(type, whereOf(NAME, "initCustomEvent"));
    if (isDispatching(this)) return;
    initEvent(this, newType, !!bubbles, !!cancelable);
    this.#detail = detail;
  }
}
defineInterface(CustomEvent, "CustomEvent");
