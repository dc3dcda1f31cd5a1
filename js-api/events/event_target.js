// EventTarget (DOM, section 2.7). Targets are no tree: an event visits its target alone.

import {
  ObjectDefineProperty,
  ReflectApply,
  ReflectGetOwnPropertyDescriptor,
  SafeMap,
  TypeError,
} from "../internal/primordials.js";
import { List, append, copyOf, removeAt } from "../internal/lists.js";
import { Record } from "../internal/records.js";
import {
  defineInterface,
  dictionaryOf,
  isObject,
  requireArguments,
  toBoolean,
  toDictionary,
  toDOMString,
  whereOf,
} from "../internal/webidl.js";
import { DOMException } from "../errors/dom_exception.js";
import {
  addAbortAlgorithm,
  isAbortSignal,
  listenersChanged,
  signalAborted,
} from "../abort/abort_algorithms.js";
import {
  beginDispatch,
  cancel,
  endDispatch,
  isCanceled,
  isDispatching,
  isStopped,
  isStoppedImmediately,
  requireEvent,
  setPassive,
  setTrusted,
  typeOf,
} from "./event.js";
import { reportException } from "./report_exception.js";

const NAME = "EventTarget";

function toAbortSignal(value, where) {
  if (isAbortSignal(value)) return value;
  throw new TypeError(`${where}: expected an AbortSignal.`);
}

const CAPTURE = dictionaryOf([{ key: "capture", converter: toBoolean, defaultValue: false }]);
const ADD_OPTIONS = dictionaryOf([
  CAPTURE[0],
  { key: "once", converter: toBoolean, defaultValue: false },
  { key: "passive", converter: toBoolean, defaultValue: false },
  { key: "signal", converter: toAbortSignal },
]);

// (AddEventListenerOptions or boolean): a value that is no object stands for `capture`.
function toOptions(value, members, where) {
  if (isObject(value) || value === undefined || value === null) {
    return toDictionary(value, members, where);
  }
  const options = new Record();
  options.capture = toBoolean(value);
  options.once = false;
  options.passive = false;
  options.signal = undefined;
  return options;
}

// EventListener?: a function, or an object that may have a method `handleEvent`.
function toListener(value, where) {
  if (value === null || value === undefined) return null;
  if (isObject(value)) return value;
  throw new TypeError(`${where}: parameter 2 is neither an object nor a function.`);
}

// One of a target's listeners. Its fields are its own, whatever Object.prototype has.
class Listener {
  callback;
  capture;
  once;
  passive;
  list;
  removed = false;
  // Of an attribute on<type>: what it is set to.
  handler = null;

  constructor(list, callback, capture, once, passive) {
    this.list = list;
    this.callback = callback;
    this.capture = capture;
    this.once = once;
    this.passive = passive;
  }
}

function find(list, callback, capture) {
  for (let i = 0; i < list.length; ++i) {
    if (list[i].callback === callback && list[i].capture === capture) return i;
  }
  return -1;
}

function remove(list, listener) {
  for (let i = 0; i < list.length; ++i) {
    if (list[i] !== listener) continue;
    listener.removed = true;
    removeAt(list, i, 1);
    return;
  }
}

function call(listener, target, event) {
  const { callback } = listener;
  setPassive(event, listener.passive);
  try {
    if (typeof callback === "function") {
      ReflectApply(callback, target, [event]);
    } else {
      const { handleEvent } = callback;
      if (typeof handleEvent !== "function") {
        throw new TypeError("The event listener's handleEvent is not a function.");
      }
      ReflectApply(handleEvent, callback, [event]);
    }
  } catch (error) {
    reportException(error);
  }
  setPassive(event, false);
}

function callListeners(list, capture, target, event) {
  for (let i = 0; i < list.length; ++i) {
    const listener = list[i];
    if (listener.removed || listener.capture !== capture) continue;
    if (listener.once) remove(listener.list, listener);
    call(listener, target, event);
    if (isStoppedImmediately(event)) return;
  }
}

const global = globalThis;
// Stands for the global object, which is made before EventTarget is; null until there is one.
let globalTarget = null;

// The target whose method is called. A function of the global object may be called without it.
function targetOf(object) {
  return object === undefined || object === null || object === global ? globalTarget : object;
}

// What a listener that an attribute on<type> has set is called with (HTML, section 8.1.8.1).
function callHandler(handler, target, event) {
  if (ReflectApply(handler, target, [event]) === false) cancel(event);
}

let listenersOf;
let handlerOf;
let setHandler;
let setVisible;
let visibleOf;

/** DOM, section 2.7. */
export class EventTarget {
  // Type -> listeners in their order; null until there is one.
  #listeners = null;
  // Type -> the listener of the attribute on<type>; null until there is one.
  #handlers = null;
  // What listeners see as the target.
  #visible = this;

  /**
   * @param {string} type
   * @param {Function|{handleEvent: Function}|null} callback
   * @param {boolean|{capture?: boolean, once?: boolean, passive?: boolean, signal?: AbortSignal}}
   *     [options]
   */
  addEventListener(type, callback, options = undefined) {
    const target = targetOf(this);
    target.#listeners;
    const where = whereOf(NAME, "addEventListener");
    requireArguments(2, arguments.length, NAME, "addEventListener");
    type = toDOMString(type, where);
    callback = toListener(callback, where);
    const { capture, once, passive, signal } = toOptions(options, ADD_OPTIONS, where);
    if (callback === null || (signal !== undefined && signalAborted(signal))) return;
    const list = target.#listOf(type);
    if (find(list, callback, capture) !== -1) return;
    const listener = new Listener(list, callback, capture, once, passive);
    append(list, listener);
    if (type === "abort") listenersChanged(target, true);
    if (signal === undefined) return;
    addAbortAlgorithm(signal, () => {
      remove(list, listener);
      if (type === "abort") listenersChanged(target, list.length > 0);
    });
  }

  removeEventListener(type, callback, options = undefined) {
    const target = targetOf(this);
    const listeners = target.#listeners;
    const where = whereOf(NAME, "removeEventListener");
    requireArguments(2, arguments.length, NAME, "removeEventListener");
    type = toDOMString(type, where);
    callback = toListener(callback, where);
    const { capture } = toOptions(options, CAPTURE, where);
    const list = listeners?.get(type);
    if (list === undefined) return;
    const index = find(list, callback, capture);
    if (index === -1) return;
    remove(list, list[index]);
    if (type === "abort") listenersChanged(target, list.length > 0);
  }

  /** @returns {boolean} false when a listener has called preventDefault() */
  dispatchEvent(event) {
    const target = targetOf(this);
    target.#listeners;
    const where = whereOf(NAME, "dispatchEvent");
    requireArguments(1, arguments.length, NAME, "dispatchEvent");
    requireEvent(event, where);
    if (isDispatching(event)) {
      throw new DOMException(`${where}: the event is already being dispatched.`, "InvalidStateError");
    }
    setTrusted(event, false);
    return dispatch(target, event);
  }

  #listOf(type) {
    this.#listeners ??= new SafeMap();
    let list = this.#listeners.get(type);
    if (list === undefined) {
      list = new List();
      this.#listeners.set(type, list);
    }
    return list;
  }

  static {
    listenersOf = (target, type) => target.#listeners?.get(type);
    visibleOf = (target) => target.#visible;
    setVisible = (target, object) => {
      target.#visible = object;
    };
    handlerOf = (target, type) => target.#handlers?.get(type)?.handler ?? null;
    setHandler = (target, type, handler, invoke) => {
      target.#handlers ??= new SafeMap();
      const present = target.#handlers.get(type);
      if (!isObject(handler)) {
        if (present === undefined) return;
        remove(present.list, present);
        target.#handlers.delete(type);
        if (type === "abort") listenersChanged(target, present.list.length > 0);
        return;
      }
      if (present !== undefined) {
        present.handler = handler;
        return;
      }
      const list = target.#listOf(type);
      const listener = new Listener(list, (event) => {
        const { handler: current } = listener;
        if (typeof current === "function") invoke(current, target.#visible, event);
      }, false, false, false);
      listener.handler = handler;
      append(list, listener);
      target.#handlers.set(type, listener);
      if (type === "abort") listenersChanged(target, true);
    };
  }
}
defineInterface(EventTarget, "EventTarget");

function dispatch(target, event) {
  const list = listenersOf(target, typeOf(event));
  const visible = visibleOf(target);
  beginDispatch(event, visible);
  if (list !== undefined && list.length > 0 && !isStopped(event)) {
    // Listeners that are added meanwhile are not called.
    const present = copyOf(list);
    callListeners(present, true, visible, event);
    if (!isStopped(event)) callListeners(present, false, visible, event);
  }
  endDispatch(event);
  return !isCanceled(event);
}

/**
 * Dispatches an event that the runtime has made, and that no listener has seen.
 * @returns {boolean} false when a listener has called preventDefault()
 */
export function fireEvent(target, event) {
  setTrusted(event, true);
  return dispatch(target, event);
}

/**
 * Makes `target` stand for the global object: listeners see that as the target of what is dispatched,
 * and the methods of EventTarget may be called on it.
 */
export function standForGlobal(target) {
  setVisible(target, global);
  globalTarget = target;
}

/** Whether somebody listens for events of `type`. */
export function hasListeners(target, type) {
  const list = listenersOf(target, type);
  return list !== undefined && list.length > 0;
}

/**
 * Gives a class of EventTargets the event handler IDL attribute on<type> (HTML, 8.1.8.1).
 * @param {Function} Class
 * @param {string} type
 * @param {(target) => void} [onSet] called when the attribute has been set
 */
export function defineEventHandler(Class, type, onSet = undefined) {
  const { get, set } = ReflectGetOwnPropertyDescriptor({
    get [`on${type}`]() {
      return handlerOf(this, type);
    },
    set [`on${type}`](handler) {
      setHandler(this, type, handler, callHandler);
      onSet?.(this);
    },
  }, `on${type}`);
  ObjectDefineProperty(Class.prototype, `on${type}`,
    { __proto__: null, get, set, enumerable: true, configurable: true });
}

/**
 * The same for the class of the global object.
 * @param {Function} Class
 * @param {string} type
 * @param {(handler: Function, target: object, event: Event) => void} [invoke] calls the handler
 */
export function defineGlobalEventHandler(Class, type, invoke = callHandler) {
  const { get, set } = ReflectGetOwnPropertyDescriptor({
    get [`on${type}`]() {
      return handlerOf(targetOf(this), type);
    },
    set [`on${type}`](handler) {
      setHandler(targetOf(this), type, handler, invoke);
    },
  }, `on${type}`);
  ObjectDefineProperty(Class.prototype, `on${type}`,
    { __proto__: null, get, set, enumerable: true, configurable: true });
}
