// PerformanceMark (User Timing, section 4).

import { now } from "native:timers";
import { TypeError } from "../internal/primordials.js";
import {
  defineInterface,
  dictionaryOf,
  requireArguments,
  toDictionary,
  toDOMString,
  toDouble,
  whereOf,
} from "../internal/webidl.js";
import { structuredClone } from "../structured_clone/structured_clone.js";
import { INTERNAL, PerformanceEntry, newEntryData } from "./performance_entry.js";

const NAME = "PerformanceMark";
const MEMBERS = dictionaryOf([
  { key: "detail", converter: (value) => value },
  { key: "startTime", converter: toDouble },
]);

/** A copy of what an entry was given as its `detail`; null for nothing. */
export function cloneDetail(detail) {
  return detail === undefined || detail === null ? null : structuredClone(detail);
}

function markData(markName, markOptions) {
  const where = whereOf(NAME);
  const name = toDOMString(markName, where);
  const { detail, startTime = now() } = toDictionary(markOptions, MEMBERS, where);
  if (startTime < 0) {
    throw new TypeError(`${where}: 'startTime' is ${startTime}; expected no negative number.`);
  }
  return newEntryData("mark", name, startTime, 0, cloneDetail(detail));
}

/** A point in time. */
export class PerformanceMark extends PerformanceEntry {
  #detail;

  /**
   * @param {string} markName
   * @param {{detail?: any, startTime?: number}} [markOptions]
   */
  constructor(markName, markOptions = undefined) {
    requireArguments(1, arguments.length, NAME);
    const data = markData(markName, markOptions);
    super(INTERNAL, data);
    this.#detail = data.detail;
  }

  /** @returns {any} a copy of what the mark was given; null without */
  get detail() {
    return this.#detail;
  }
}
defineInterface(PerformanceMark, NAME);

/** The same as the constructor. */
export function createMark(markName, markOptions) {
  return new PerformanceMark(markName, markOptions);
}
