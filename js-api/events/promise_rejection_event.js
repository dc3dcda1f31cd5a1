// PromiseRejectionEvent (HTML, section 8.1.4.8).

import { TypeError } from "../internal/primordials.js";
import {
  defineInterface,
  describe,
  dictionaryOf,
  isObject,
  requireArguments,
  toDictionary,
  whereOf,
} from "../internal/webidl.js";
import { Event } from "./event.js";

const NAME = "PromiseRejectionEvent";

function toObject(value, where) {
  if (isObject(value)) return value;
  throw new TypeError(`${where}: found ${describe(value)}; expected a promise.`);
}

const MEMBERS = dictionaryOf([
  { key: "promise", converter: toObject, required: true },
  { key: "reason", converter: (value) => value },
]);

/** A promise that was rejected while nobody waited for it. */
export class PromiseRejectionEvent extends Event {
  #promise;
  #reason;

  /**
   * @param {string} type "unhandledrejection" or "rejectionhandled"
   * @param {{promise: Promise, reason?: any}} eventInitDict and the members of EventInit
   */
  constructor(type, eventInitDict) {
    requireArguments(2, arguments.length, NAME);
    super(type, eventInitDict);
    const { promise, reason } = toDictionary(eventInitDict, MEMBERS, whereOf(NAME));
    this.#promise = promise;
    this.#reason = reason;
  }

  get promise() {
    return this.#promise;
  }

  get reason() {
    return this.#reason;
  }
}
defineInterface(PromiseRejectionEvent, "PromiseRejectionEvent");
