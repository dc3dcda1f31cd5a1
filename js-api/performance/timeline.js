// What is done with the timeline of the running invocation (Performance Timeline, section 6).

import { invocation } from "native:runtime";
import { ReflectApply } from "../internal/primordials.js";
import { List, append, copyOf, toArray } from "../internal/lists.js";
import { reportException } from "../events/report_exception.js";
import { queueTask } from "../timers/timers.js";
import { findInvocation } from "../worker/invocation.js";
import { entryData } from "./performance_entry.js";
import { createEntryList } from "./performance_observer_entry_list.js";
import { Timeline, timelineOf } from "./timelines.js";

/** The timeline that the running code sees; one of its own after the end of its invocation. */
export function currentTimeline() {
  const owner = invocation();
  if (owner === 0 || findInvocation(owner)?.isDone === false) return timelineOf(owner);
  return new Timeline();
}

/** "Queue a PerformanceEntry" and "add" it to the timeline. */
export function queueEntry(entry) {
  const timeline = currentTimeline();
  const data = entryData(entry);
  data.id = ++timeline.lastId;
  timeline.add(data.entryType, entry);
  const { registrations } = timeline;
  for (let i = 0; i < registrations.length; ++i) {
    if (!registrations[i].observes(data.entryType)) continue;
    append(registrations[i].buffer, entry);
    scheduleObservers(timeline);
  }
}

/** "Queue the PerformanceObserver task". The top level has no tasks: it comes with an invocation. */
export function scheduleObservers(timeline) {
  if (!timeline.isScheduled) timeline.isScheduled = queueTask(callObservers, timeline);
}

function callObservers(timeline) {
  timeline.isScheduled = false;
  const registrations = copyOf(timeline.registrations);
  for (let i = 0; i < registrations.length; ++i) callObserver(timeline, registrations[i]);
}

function droppedCount(timeline, types) {
  let count = 0;
  for (let i = 0; i < types.length; ++i) count += timeline.dropped[types[i]];
  return count;
}

function callObserver(timeline, registration) {
  const { buffer, observer, callback, types } = registration;
  if (buffer.length === 0) return;
  registration.buffer = new List();
  const options = registration.wantsDropped
    ? { droppedEntriesCount: droppedCount(timeline, types) }
    : {};
  registration.wantsDropped = false;
  try {
    ReflectApply(callback, observer, [createEntryList(sortEntries(buffer)), observer, options]);
  } catch (error) {
    reportException(error);
  }
}

/** Puts a List of entries into the order of their start times; equal ones stay in theirs. */
export function sortEntries(entries) {
  let isSorted = true;
  for (let i = 1; i < entries.length && isSorted; ++i) {
    isSorted = !(entryData(entries[i - 1]).startTime > entryData(entries[i]).startTime);
  }
  return isSorted ? entries : mergeSort(entries, 0, entries.length);
}

function mergeSort(entries, begin, end) {
  const sorted = new List();
  if (end - begin <= 1) {
    if (end > begin) append(sorted, entries[begin]);
    return sorted;
  }
  const middle = (begin + end) >> 1;
  const left = mergeSort(entries, begin, middle);
  const right = mergeSort(entries, middle, end);
  let l = 0;
  let r = 0;
  while (l < left.length || r < right.length) {
    const takesLeft = r === right.length || (l < left.length &&
      entryData(left[l]).startTime <= entryData(right[r]).startTime);
    append(sorted, takesLeft ? left[l++] : right[r++]);
  }
  return sorted;
}

/**
 * "Filter buffer by name and type", of a List of entries.
 * @param {string} [name]
 * @param {string} [type]
 * @returns {PerformanceEntry[]} an array for the worker, sorted by start time
 */
export function filterEntries(entries, name = undefined, type = undefined) {
  const found = new List();
  for (let i = 0; i < entries.length; ++i) {
    const data = entryData(entries[i]);
    if (name !== undefined && data.name !== name) continue;
    if (type !== undefined && data.entryType !== type) continue;
    append(found, entries[i]);
  }
  return toArray(sortEntries(found));
}

/** All entries of a timeline as a List, unsorted. */
export function allEntries(timeline) {
  const all = copyOf(timeline.entries.mark);
  const { measure } = timeline.entries;
  for (let i = 0; i < measure.length; ++i) append(all, measure[i]);
  return all;
}
