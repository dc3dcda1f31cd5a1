// Event (DOM, section 2.2), for targets that are no tree: a path of one.

import { now } from "native:timers";
import { TypeError } from "../internal/primordials.js";
import {
  defineConstants,
  defineInterface,
  requireArguments,
  toBoolean,
  toDictionary,
  toDOMString,
  whereOf,
} from "../internal/webidl.js";

const NONE = 0;
const AT_TARGET = 2;

const MEMBERS = [
  { key: "bubbles", converter: toBoolean, defaultValue: false },
  { key: "cancelable", converter: toBoolean, defaultValue: false },
  { key: "composed", converter: toBoolean, defaultValue: false },
];

let beginDispatch;
let endDispatch;
let isDispatching;
let isStopped;
let isCanceled;
let setPassive;

/** DOM, section 2.2. */
export class Event {
  #type;
  #bubbles;
  #cancelable;
  #composed;
  #target = null;
  #currentTarget = null;
  #phase = NONE;
  #propagationStopped = false;
  #stopped = false;
  #canceled = false;
  #inPassiveListener = false;
  #timeStamp = now();

  /**
   * @param {string} type
   * @param {{bubbles?: boolean, cancelable?: boolean, composed?: boolean}} [init]
   */
  constructor(type, init = undefined) {
    requireArguments(1, arguments.length, "Event");
    const where = whereOf("Event");
    this.#type = toDOMString(type, where);
    const { bubbles, cancelable, composed } = toDictionary(init, MEMBERS, where);
    this.#bubbles = bubbles;
    this.#cancelable = cancelable;
    this.#composed = composed;
  }

  get type() {
    return this.#type;
  }

  get target() {
    return this.#target;
  }

  get srcElement() {
    return this.#target;
  }

  get currentTarget() {
    return this.#currentTarget;
  }

  get eventPhase() {
    return this.#phase;
  }

  get bubbles() {
    return this.#bubbles;
  }

  get cancelable() {
    return this.#cancelable;
  }

  get composed() {
    return this.#composed;
  }

  get defaultPrevented() {
    return this.#canceled;
  }

  get returnValue() {
    return !this.#canceled;
  }

  set returnValue(value) {
    if (!value) this.preventDefault();
  }

  get cancelBubble() {
    return this.#propagationStopped;
  }

  set cancelBubble(value) {
    if (value) this.#propagationStopped = true;
  }

  /** @returns {boolean} false: no user agent made it */
  get isTrusted() {
    this.#type;
    return false;
  }

  /** Milliseconds since performance.timeOrigin. */
  get timeStamp() {
    return this.#timeStamp;
  }

  composedPath() {
    return this.#currentTarget === null ? [] : [this.#currentTarget];
  }

  stopPropagation() {
    this.#propagationStopped = true;
  }

  stopImmediatePropagation() {
    this.#propagationStopped = true;
    this.#stopped = true;
  }

  preventDefault() {
    if (this.#cancelable && !this.#inPassiveListener) this.#canceled = true;
  }

  static {
    isDispatching = (event) => event.#phase !== NONE;
    isStopped = (event) => event.#stopped;
    isCanceled = (event) => event.#canceled;
    setPassive = (event, passive) => {
      event.#inPassiveListener = passive;
    };
    beginDispatch = (event, target) => {
      event.#target = target;
      event.#currentTarget = target;
      event.#phase = AT_TARGET;
    };
    endDispatch = (event) => {
      event.#phase = NONE;
      event.#currentTarget = null;
      event.#propagationStopped = false;
      event.#stopped = false;
    };
  }
}
defineInterface(Event);
defineConstants(Event, { NONE, CAPTURING_PHASE: 1, AT_TARGET, BUBBLING_PHASE: 3 });

/** For EventTarget. */
export { beginDispatch, endDispatch, isCanceled, isDispatching, isStopped, setPassive };

/** TypeError unless the value is an Event. */
export function requireEvent(value, where) {
  try {
    isDispatching(value);
  } catch {
    throw new TypeError(`${where}: parameter 1 is not of type 'Event'.`);
  }
}
