// Event (DOM, section 2.2), in a world without a tree: an event has one target.

import { now } from "native:timers";
import {
  ObjectDefineProperty,
  ReflectGetOwnPropertyDescriptor,
  TypeError,
} from "../internal/primordials.js";
import {
  defineConstants,
  defineInterface,
  describe,
  dictionaryOf,
  requireArguments,
  toBoolean,
  toDictionary,
  toDOMString,
  whereOf,
} from "../internal/webidl.js";
import { inspectSymbol } from "../internal/inspect_hook.js";

const NAME = "Event";
const NONE = 0;
const AT_TARGET = 2;

const MEMBERS = dictionaryOf([
  { key: "bubbles", converter: toBoolean, defaultValue: false },
  { key: "cancelable", converter: toBoolean, defaultValue: false },
  { key: "composed", converter: toBoolean, defaultValue: false },
]);

let cancel;
let isEvent;
let typeOf;
let isDispatching;
let isStopped;
let isStoppedImmediately;
let isCanceled;
let initEvent;
let setTrusted;
let setPassive;
let beginDispatch;
let endDispatch;

// The getter of isTrusted, which every event has as a property of its own ([LegacyUnforgeable]).
let isTrustedDescriptor;

/** Something that happened: what listeners are called with. */
export class Event {
  #type;
  #bubbles = false;
  #cancelable = false;
  #composed = false;
  #timeStamp = now();
  #target = null;
  #currentTarget = null;
  #isTrusted = false;
  #isDispatching = false;
  #isStopped = false;
  #isStoppedImmediately = false;
  #isCanceled = false;
  #isPassive = false;

  /**
   * @param {string} type
   * @param {{bubbles?: boolean, cancelable?: boolean, composed?: boolean}} [eventInitDict]
   */
  constructor(type, eventInitDict = undefined) {
    requireArguments(1, arguments.length, NAME);
    const where = whereOf(NAME);
    this.#type = toDOMString(type, where);
    if (eventInitDict !== undefined) {
      const init = toDictionary(eventInitDict, MEMBERS, where);
      this.#bubbles = init.bubbles;
      this.#cancelable = init.cancelable;
      this.#composed = init.composed;
    }
    ObjectDefineProperty(this, "isTrusted", isTrustedDescriptor);
  }

  get type() {
    return this.#type;
  }

  /** @returns {EventTarget | null} what the event was dispatched to */
  get target() {
    return this.#target;
  }

  get srcElement() {
    return this.#target;
  }

  /** @returns {EventTarget | null} whose listener is running */
  get currentTarget() {
    return this.#currentTarget;
  }

  /** @returns {EventTarget[]} the target while the event is dispatched */
  composedPath() {
    return this.#currentTarget === null ? [] : [this.#currentTarget];
  }

  get eventPhase() {
    return this.#currentTarget === null ? NONE : AT_TARGET;
  }

  stopPropagation() {
    this.#isStopped = true;
  }

  get cancelBubble() {
    return this.#isStopped;
  }

  set cancelBubble(value) {
    if (value) this.#isStopped = true;
    else this.#isStopped;
  }

  /** Keeps the listeners that follow from being called. */
  stopImmediatePropagation() {
    this.#isStopped = true;
    this.#isStoppedImmediately = true;
  }

  get bubbles() {
    return this.#bubbles;
  }

  get cancelable() {
    return this.#cancelable;
  }

  get returnValue() {
    return !this.#isCanceled;
  }

  set returnValue(value) {
    if (value) this.#isCanceled;
    else this.#cancel();
  }

  /** Cancels the event, unless it cannot be or the listener is passive. */
  preventDefault() {
    this.#cancel();
  }

  get defaultPrevented() {
    return this.#isCanceled;
  }

  get composed() {
    return this.#composed;
  }

  /** @returns {number} when the event was made, in the milliseconds of performance.now() */
  get timeStamp() {
    return this.#timeStamp;
  }

  /** Legacy: makes the event another one, unless it is being dispatched. */
  initEvent(type, bubbles = false, cancelable = false) {
    const isBusy = this.#isDispatching;
    requireArguments(1, arguments.length, NAME, "initEvent");
    const newType = toDOMString(type, whereOf(NAME, "initEvent"));
    if (!isBusy) this.#initialize(newType, !!bubbles, !!cancelable);
  }

  [inspectSymbol]() {
    return {
      __proto__: null,
      type: this.#type,
      defaultPrevented: this.#isCanceled,
      cancelable: this.#cancelable,
      timeStamp: this.#timeStamp,
    };
  }

  #initialize(type, bubbles, cancelable) {
    this.#type = type;
    this.#bubbles = bubbles;
    this.#cancelable = cancelable;
    this.#target = null;
    this.#isTrusted = false;
    this.#isStopped = false;
    this.#isStoppedImmediately = false;
    this.#isCanceled = false;
  }

  #cancel() {
    if (this.#cancelable && !this.#isPassive) this.#isCanceled = true;
  }

  static {
    const { get } = ReflectGetOwnPropertyDescriptor({
      get isTrusted() {
        return this.#isTrusted;
      },
    }, "isTrusted");
    isTrustedDescriptor = { __proto__: null, get, enumerable: true, configurable: false };
    isEvent = (value) => typeof value === "object" && value !== null && #type in value;
    typeOf = (event) => event.#type;
    cancel = (event) => event.#cancel();
    isDispatching = (event) => event.#isDispatching;
    isStopped = (event) => event.#isStopped;
    isStoppedImmediately = (event) => event.#isStoppedImmediately;
    isCanceled = (event) => event.#isCanceled;
    initEvent = (event, type, bubbles, cancelable) => event.#initialize(type, bubbles, cancelable);
    setTrusted = (event, isTrusted) => {
      event.#isTrusted = isTrusted;
    };
    setPassive = (event, isPassive) => {
      event.#isPassive = isPassive;
    };
    beginDispatch = (event, target) => {
      event.#isDispatching = true;
      event.#target = target;
      event.#currentTarget = target;
    };
    endDispatch = (event) => {
      event.#currentTarget = null;
      event.#isDispatching = false;
      event.#isStopped = false;
      event.#isStoppedImmediately = false;
    };
  }
}
defineInterface(Event, "Event");
defineConstants(Event, {
  NONE,
  CAPTURING_PHASE: 1,
  AT_TARGET,
  BUBBLING_PHASE: 3,
});

/** What event_target.js does with an event. */
export {
  beginDispatch,
  cancel,
  endDispatch,
  initEvent,
  isCanceled,
  isDispatching,
  isStopped,
  isStoppedImmediately,
  setPassive,
  setTrusted,
  typeOf,
};

/** TypeError unless the value is an Event. */
export function requireEvent(value, where) {
  if (!isEvent(value)) {
    throw new TypeError(`${where}: found ${describe(value)}; expected an Event.`);
  }
}
