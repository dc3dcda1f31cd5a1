// ProgressEvent (XMLHttpRequest, section 5).

import {
  defineInterface,
  dictionaryOf,
  requireArguments,
  toBoolean,
  toDictionary,
  toDouble,
  whereOf,
} from "../internal/webidl.js";
import { Event } from "./event.js";

const NAME = "ProgressEvent";
const MEMBERS = dictionaryOf([
  { key: "lengthComputable", converter: toBoolean, defaultValue: false },
  { key: "loaded", converter: toDouble, defaultValue: 0 },
  { key: "total", converter: toDouble, defaultValue: 0 },
]);

/** How far something has come. */
export class ProgressEvent extends Event {
  #members;

  /**
   * @param {string} type
   * @param {{lengthComputable?: boolean, loaded?: number, total?: number}} [eventInitDict] and the
   *     members of EventInit
   */
  constructor(type, eventInitDict = undefined) {
    requireArguments(1, arguments.length, NAME);
    super(type, eventInitDict);
    this.#members = toDictionary(eventInitDict, MEMBERS, whereOf(NAME));
  }

  get lengthComputable() {
    return this.#members.lengthComputable;
  }

  get loaded() {
    return this.#members.loaded;
  }

  get total() {
    return this.#members.total;
  }
}
defineInterface(ProgressEvent, NAME);
