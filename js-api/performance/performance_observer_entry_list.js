// PerformanceObserverEntryList (Performance Timeline, section 5.3).

import {
  defineInterface,
  illegalConstructor,
  requireArguments,
  toDOMString,
  whereOf,
} from "../internal/webidl.js";
import { filterEntries } from "./timeline.js";

const NAME = "PerformanceObserverEntryList";
// Marks the constructor calls of createEntryList.
const INTERNAL = {};

/** The entries that an observer is called with. */
export class PerformanceObserverEntryList {
  #entries;

  constructor(internal = undefined, entries = undefined) {
    if (internal !== INTERNAL) illegalConstructor();
    this.#entries = entries;
  }

  getEntries() {
    return filterEntries(this.#entries);
  }

  getEntriesByType(type) {
    const entries = this.#entries;
    requireArguments(1, arguments.length, NAME, "getEntriesByType");
    return filterEntries(entries, undefined,
      toDOMString(type, whereOf(NAME, "getEntriesByType")));
  }

  getEntriesByName(name, type = undefined) {
    const entries = this.#entries;
    const where = whereOf(NAME, "getEntriesByName");
    requireArguments(1, arguments.length, NAME, "getEntriesByName");
    name = toDOMString(name, where);
    return filterEntries(entries, name, type === undefined ? undefined : toDOMString(type, where));
  }
}
defineInterface(PerformanceObserverEntryList, NAME);

/** `entries`: a List that nobody changes any more. */
export function createEntryList(entries) {
  return new PerformanceObserverEntryList(INTERNAL, entries);
}
