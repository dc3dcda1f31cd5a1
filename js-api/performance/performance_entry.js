// PerformanceEntry (Performance Timeline, section 3).

import { defineInterface, illegalConstructor } from "../internal/webidl.js";
import { inspectSymbol } from "../internal/inspect_hook.js";

// Marks the constructor calls of subclasses.
const INTERNAL = {};

let entryData;

/** A point in time or a span of it that has a name. */
export class PerformanceEntry {
  #data;

  constructor(internal = undefined, data = undefined) {
    if (internal !== INTERNAL) illegalConstructor();
    this.#data = data;
  }

  /** @returns {number} its number in the timeline; 0 outside of one */
  get id() {
    return this.#data.id;
  }

  get name() {
    return this.#data.name;
  }

  /** @returns {string} "mark" or "measure" */
  get entryType() {
    return this.#data.entryType;
  }

  /** In milliseconds since performance.timeOrigin. */
  get startTime() {
    return this.#data.startTime;
  }

  /** In milliseconds. */
  get duration() {
    return this.#data.duration;
  }

  /** @returns {number} always 0: a worker is not navigated to */
  get navigationId() {
    this.#data;
    return 0;
  }

  toJSON() {
    const { id, name, entryType, startTime, duration } = this.#data;
    return { id, name, entryType, startTime, duration, navigationId: 0 };
  }

  [inspectSymbol]() {
    const { name, entryType, startTime, duration, detail } = this.#data;
    return { __proto__: null, name, entryType, startTime, duration, detail };
  }

  static {
    entryData = (entry) => entry.#data;
  }
}
defineInterface(PerformanceEntry, "PerformanceEntry");

/** The state of a new entry. */
export function newEntryData(entryType, name, startTime, duration, detail) {
  return { __proto__: null, id: 0, entryType, name, startTime, duration, detail };
}

/** entryData(entry): its state, as of newEntryData. */
export { INTERNAL, entryData };
