// ErrorEvent (HTML, section 8.1.4.6).

import {
  defineInterface,
  dictionaryOf,
  requireArguments,
  toDictionary,
  toDOMString,
  toUnsignedLong,
  toUSVString,
  whereOf,
} from "../internal/webidl.js";
import { Event } from "./event.js";

const NAME = "ErrorEvent";
const MEMBERS = dictionaryOf([
  { key: "colno", converter: toUnsignedLong, defaultValue: 0 },
  { key: "error", converter: (value) => value, defaultValue: undefined },
  { key: "filename", converter: toUSVString, defaultValue: "" },
  { key: "lineno", converter: toUnsignedLong, defaultValue: 0 },
  { key: "message", converter: toDOMString, defaultValue: "" },
]);

let membersOf;

/** An exception that nobody caught. */
export class ErrorEvent extends Event {
  #members;

  /**
   * @param {string} type
   * @param {{message?: string, filename?: string, lineno?: number, colno?: number, error?: any}}
   *     [eventInitDict] and the members of EventInit
   */
  constructor(type, eventInitDict = undefined) {
    requireArguments(1, arguments.length, NAME);
    super(type, eventInitDict);
    this.#members = toDictionary(eventInitDict, MEMBERS, whereOf(NAME));
  }

  get message() {
    return this.#members.message;
  }

  get filename() {
    return this.#members.filename;
  }

  get lineno() {
    return this.#members.lineno;
  }

  get colno() {
    return this.#members.colno;
  }

  get error() {
    return this.#members.error;
  }

  static {
    membersOf = (event) => #members in event ? event.#members : undefined;
  }
}
defineInterface(ErrorEvent, "ErrorEvent");

/**
 * membersOf(event): {message, filename, lineno, colno, error} of an ErrorEvent; undefined for other
 * events.
 */
export { membersOf };
