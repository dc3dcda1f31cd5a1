// From when to when a measure is (User Timing, section 3.1.3).

import { now } from "native:timers";
import { TypeError } from "../internal/primordials.js";
import { dictionaryOf, isObject, quote, toDictionary, toDOMString, toDouble }
  from "../internal/webidl.js";
import { domException } from "../errors/dom_exception.js";
import { entryData } from "./performance_entry.js";
import { currentTimeline } from "./timeline.js";

// (DOMString or DOMHighResTimeStamp): the name of a mark, or a time.
function toMark(value, where) {
  return typeof value === "number" ? toDouble(value, where) : toDOMString(value, where);
}

const MEMBERS = dictionaryOf([
  { key: "detail", converter: (value) => value },
  { key: "duration", converter: toDouble },
  { key: "end", converter: toMark },
  { key: "start", converter: toMark },
]);

/**
 * (DOMString or PerformanceMeasureOptions)
 * @returns {{detail?: any, duration?: number, end?: string|number, start?: string|number}|string}
 */
export function toStartOrOptions(value, where) {
  const isDictionary = value === undefined || value === null || isObject(value);
  return isDictionary ? toDictionary(value, MEMBERS, where) : toDOMString(value, where);
}

// "Convert a mark to a timestamp".
function timeOf(mark, where) {
  if (typeof mark === "number") {
    if (mark >= 0) return mark;
    throw new TypeError(`${where}: a time is ${mark}; expected no negative number.`);
  }
  const marks = currentTimeline().entries.mark;
  for (let i = marks.length - 1; i >= 0; --i) {
    const { name, startTime } = entryData(marks[i]);
    if (name === mark) return startTime;
  }
  throw domException(`${where}: there is no mark with the name ${quote(mark)}.`, "SyntaxError");
}

function requireSense({ start, end, duration, detail }, endMark, where) {
  const isEmpty =
    start === undefined && end === undefined && duration === undefined && detail === undefined;
  if (isEmpty) return;
  if (endMark !== undefined) {
    throw new TypeError(`${where}: there are options and an end mark; expected one of them.`);
  }
  if (start === undefined && end === undefined) {
    throw new TypeError(`${where}: the options have neither 'start' nor 'end'; expected one.`);
  }
  if (start !== undefined && end !== undefined && duration !== undefined) {
    throw new TypeError(
      `${where}: the options have 'start', 'end' and 'duration'; expected two of them.`);
  }
}

/**
 * @param {object|string} startOrOptions as of toStartOrOptions
 * @param {string|undefined} endMark
 * @returns {{startTime: number, endTime: number}} in milliseconds of performance.now()
 */
export function measuredSpan(startOrOptions, endMark, where) {
  const options = typeof startOrOptions === "string"
    ? { __proto__: null, start: startOrOptions }
    : startOrOptions;
  if (options === startOrOptions) requireSense(options, endMark, where);
  const { start, end, duration } = options;
  if (duration !== undefined) timeOf(duration, where);
  let endTime;
  if (endMark !== undefined) endTime = timeOf(endMark, where);
  else if (end !== undefined) endTime = timeOf(end, where);
  else if (start !== undefined && duration !== undefined) endTime = timeOf(start, where) + duration;
  else endTime = now();
  let startTime = 0;
  if (start !== undefined) startTime = timeOf(start, where);
  else if (duration !== undefined) startTime = endTime - duration;
  return { __proto__: null, startTime, endTime };
}
