// Performance (High Resolution Time, section 7; Performance Timeline, section 2; User Timing,
// section 3): the clock, and the timeline of the running invocation. The clock stands still while
// JavaScript runs and moves on with I/O, so that code cannot time itself or its neighbours.

import { now, timeOrigin } from "native:timers";
import { List, append } from "../internal/lists.js";
import {
  defineInterface,
  illegalConstructor,
  illegalInvocation,
  requireArguments,
  toDOMString,
  whereOf,
} from "../internal/webidl.js";
import { EventTarget } from "../events/event_target.js";
import { measuredSpan, toStartOrOptions } from "./measure_options.js";
import { entryData, newEntryData } from "./performance_entry.js";
import { cloneDetail, createMark } from "./performance_mark.js";
import { createMeasure } from "./performance_measure.js";
import { allEntries, currentTimeline, filterEntries, queueEntry } from "./timeline.js";

const NAME = "Performance";
let isConstructing = false;

function clear(type, name) {
  const { entries } = currentTimeline();
  const left = new List();
  if (name !== undefined) {
    for (let i = 0; i < entries[type].length; ++i) {
      if (entryData(entries[type][i]).name !== name) append(left, entries[type][i]);
    }
  }
  entries[type] = left;
}

function optionalName(name, method) {
  return name === undefined ? undefined : toDOMString(name, whereOf(NAME, method));
}

/** There is one, the global `performance`. */
export class Performance extends EventTarget {
  #brand;

  constructor() {
    if (!isConstructing) illegalConstructor();
    super();
  }

  /** Milliseconds since the epoch at which `now` began to count. */
  get timeOrigin() {
    if (!(#brand in this)) throw illegalInvocation();
    return timeOrigin();
  }

  /** Milliseconds since timeOrigin, as of the beginning of this turn. */
  now() {
    if (!(#brand in this)) throw illegalInvocation();
    return now();
  }

  toJSON() {
    if (!(#brand in this)) throw illegalInvocation();
    return { timeOrigin: timeOrigin() };
  }

  /** @returns {PerformanceEntry[]} what the invocation and the top level have marked and measured */
  getEntries() {
    if (!(#brand in this)) throw illegalInvocation();
    return filterEntries(allEntries(currentTimeline()));
  }

  getEntriesByType(type) {
    if (!(#brand in this)) throw illegalInvocation();
    requireArguments(1, arguments.length, NAME, "getEntriesByType");
    type = toDOMString(type, whereOf(NAME, "getEntriesByType"));
    const entries = currentTimeline().entries[type];
    return entries === undefined ? [] : filterEntries(entries);
  }

  getEntriesByName(name, type = undefined) {
    if (!(#brand in this)) throw illegalInvocation();
    requireArguments(1, arguments.length, NAME, "getEntriesByName");
    name = toDOMString(name, whereOf(NAME, "getEntriesByName"));
    type = optionalName(type, "getEntriesByName");
    return filterEntries(allEntries(currentTimeline()), name, type);
  }

  /**
   * Marks a point in time, now by default.
   * @param {string} markName
   * @param {{detail?: any, startTime?: number}} [markOptions]
   * @returns {PerformanceMark}
   */
  mark(markName, markOptions = undefined) {
    if (!(#brand in this)) throw illegalInvocation();
    requireArguments(1, arguments.length, NAME, "mark");
    const entry = createMark(markName, markOptions);
    queueEntry(entry);
    return entry;
  }

  /** Forgets the marks of that name, or all. */
  clearMarks(markName = undefined) {
    if (!(#brand in this)) throw illegalInvocation();
    clear("mark", optionalName(markName, "clearMarks"));
  }

  /**
   * Measures a span of time, by default from timeOrigin until now.
   * @param {string} measureName
   * @param {string|{detail?: any, start?: string|number, duration?: number, end?: string|number}}
   *     [startOrMeasureOptions] the name of the mark where it starts, or options
   * @param {string} [endMark] the name of the mark where it ends
   * @returns {PerformanceMeasure}
   */
  measure(measureName, startOrMeasureOptions = undefined, endMark = undefined) {
    if (!(#brand in this)) throw illegalInvocation();
    requireArguments(1, arguments.length, NAME, "measure");
    const where = whereOf(NAME, "measure");
    const name = toDOMString(measureName, where);
    const start = toStartOrOptions(startOrMeasureOptions, where);
    const end = optionalName(endMark, "measure");
    const { startTime, endTime } = measuredSpan(start, end, where);
    const detail = typeof start === "string" ? null : cloneDetail(start.detail);
    const entry =
      createMeasure(newEntryData("measure", name, startTime, endTime - startTime, detail));
    queueEntry(entry);
    return entry;
  }

  /** Forgets the measures of that name, or all. */
  clearMeasures(measureName = undefined) {
    if (!(#brand in this)) throw illegalInvocation();
    clear("measure", optionalName(measureName, "clearMeasures"));
  }
}
defineInterface(Performance, NAME);

isConstructing = true;
/** The `performance` global. */
export const performance = new Performance();
isConstructing = false;
