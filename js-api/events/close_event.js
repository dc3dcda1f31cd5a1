// CloseEvent (WebSockets, section 6).

import {
  defineInterface,
  dictionaryOf,
  requireArguments,
  toBoolean,
  toDictionary,
  toUnsignedShort,
  toUSVString,
  whereOf,
} from "../internal/webidl.js";
import { inspectSymbol } from "../internal/inspect_hook.js";
import { Event, typeOf } from "./event.js";

const NAME = "CloseEvent";
const MEMBERS = dictionaryOf([
  { key: "code", converter: toUnsignedShort, defaultValue: 0 },
  { key: "reason", converter: toUSVString, defaultValue: "" },
  { key: "wasClean", converter: toBoolean, defaultValue: false },
]);

/** A WebSocket has closed. */
export class CloseEvent extends Event {
  #members;

  /**
   * @param {string} type
   * @param {{wasClean?: boolean, code?: number, reason?: string}} [eventInitDict] and the members of
   *     EventInit
   */
  constructor(type, eventInitDict = undefined) {
    requireArguments(1, arguments.length, NAME);
    super(type, eventInitDict);
    this.#members = toDictionary(eventInitDict, MEMBERS, whereOf(NAME));
  }

  /** Whether both sides have said that they close. */
  get wasClean() {
    return this.#members.wasClean;
  }

  /** @returns {number} the other side's status code; 1005 when it gave none, 1006 when it has gone */
  get code() {
    return this.#members.code;
  }

  get reason() {
    return this.#members.reason;
  }

  [inspectSymbol]() {
    const { code, reason, wasClean } = this.#members;
    return { __proto__: null, type: typeOf(this), code, reason, wasClean };
  }
}
defineInterface(CloseEvent, "CloseEvent");
