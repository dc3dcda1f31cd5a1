// PerformanceMeasure (User Timing, section 5).

import { defineInterface, illegalConstructor } from "../internal/webidl.js";
import { INTERNAL, PerformanceEntry } from "./performance_entry.js";

/** A span of time. */
export class PerformanceMeasure extends PerformanceEntry {
  #detail;

  constructor(internal = undefined, data = undefined) {
    if (internal !== INTERNAL) illegalConstructor();
    super(INTERNAL, data);
    this.#detail = data.detail;
  }

  /** @returns {any} a copy of what the measure was given; null without */
  get detail() {
    return this.#detail;
  }
}
defineInterface(PerformanceMeasure, "PerformanceMeasure");

/** `data`: as of newEntryData. */
export function createMeasure(data) {
  return new PerformanceMeasure(INTERNAL, data);
}
