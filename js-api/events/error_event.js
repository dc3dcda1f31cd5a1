// ErrorEvent (HTML, section 8.1.4.6): an exception that nobody caught.

import {
  defineInterface,
  requireArguments,
  toDictionary,
  toDOMString,
  toUnsignedLong,
  toUSVString,
  whereOf,
} from "../internal/webidl.js";
import { Event } from "./event.js";

const MEMBERS = [
  { key: "colno", converter: toUnsignedLong, defaultValue: 0 },
  { key: "error", converter: (value) => value, defaultValue: undefined },
  { key: "filename", converter: toUSVString, defaultValue: "" },
  { key: "lineno", converter: toUnsignedLong, defaultValue: 0 },
  { key: "message", converter: toDOMString, defaultValue: "" },
];

/** HTML, section 8.1.4.6. */
export class ErrorEvent extends Event {
  #members;

  /**
   * @param {string} type
   * @param {{message?: string, filename?: string, lineno?: number, colno?: number, error?: any}}
   *     [init] and what an Event's has
   */
  constructor(type, init = undefined) {
    requireArguments(1, arguments.length, "ErrorEvent");
    super(type, init);
    this.#members = toDictionary(init, MEMBERS, whereOf("ErrorEvent"));
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
}
defineInterface(ErrorEvent);
