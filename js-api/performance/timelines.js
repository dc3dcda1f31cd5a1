// The performance timelines of an isolate (Performance Timeline, section 4), one for each open
// invocation: what one request marks and measures is not seen by others, and goes when it ends. That
// of the worker's top level is what the others begin as, with entries and observers.

import {
  MapPrototypeDelete,
  MapPrototypeGet,
  MapPrototypeSet,
  SafeMap,
} from "../internal/primordials.js";
import { List, append, copyOf, removeAt } from "../internal/lists.js";

/** How many entries of a type a timeline keeps; others are handed to observers only. */
const MAX_ENTRIES = 10000;

/** What an observer has asked for in one timeline. */
export class Registration {
  observer;
  callback;
  /** A List of the entry types that it observes. */
  types;
  /** Whether its next call says how many entries were dropped. */
  wantsDropped = true;
  /** A List of the entries that it was not called with yet. */
  buffer = new List();

  constructor(observer, callback, types) {
    this.observer = observer;
    this.callback = callback;
    this.types = types;
  }

  observes(type) {
    for (let i = 0; i < this.types.length; ++i) {
      if (this.types[i] === type) return true;
    }
    return false;
  }
}

/** The entries and observers of one invocation. */
export class Timeline {
  /** A List of entries for each type. */
  entries = { __proto__: null, mark: new List(), measure: new List() };
  /** How many entries of each type were not kept. */
  dropped = { __proto__: null, mark: 0, measure: 0 };
  /** A List of Registrations. */
  registrations = new List();
  /** Whether a task is there that will call observers. */
  isScheduled = false;
  lastId = 0;

  /** Keeps an entry, if there is room. */
  add(type, entry) {
    if (this.entries[type].length >= MAX_ENTRIES) ++this.dropped[type];
    else append(this.entries[type], entry);
  }

  findRegistration(observer) {
    for (let i = 0; i < this.registrations.length; ++i) {
      if (this.registrations[i].observer === observer) return this.registrations[i];
    }
    return undefined;
  }

  removeRegistration(observer) {
    for (let i = 0; i < this.registrations.length; ++i) {
      if (this.registrations[i].observer !== observer) continue;
      removeAt(this.registrations, i, 1);
      return;
    }
  }
}

function copyOfTimeline(original) {
  const copy = new Timeline();
  copy.entries.mark = copyOf(original.entries.mark);
  copy.entries.measure = copyOf(original.entries.measure);
  copy.dropped.mark = original.dropped.mark;
  copy.dropped.measure = original.dropped.measure;
  copy.lastId = original.lastId;
  for (let i = 0; i < original.registrations.length; ++i) {
    const { observer, callback, types } = original.registrations[i];
    append(copy.registrations, new Registration(observer, callback, copyOf(types)));
  }
  return copy;
}

// Invocation -> its timeline; 0: that of the top level.
const timelines = new SafeMap();

/**
 * The timeline of an invocation that is open, or of 0, the top level. It is made when it is asked for
 * the first time.
 */
export function timelineOf(invocation) {
  let timeline = MapPrototypeGet(timelines, invocation);
  if (timeline !== undefined) return timeline;
  const first = MapPrototypeGet(timelines, 0);
  timeline = first === undefined ? new Timeline() : copyOfTimeline(first);
  MapPrototypeSet(timelines, invocation, timeline);
  return timeline;
}

/** Drops the timeline of an invocation that is done. */
export function forgetTimeline(invocation) {
  MapPrototypeDelete(timelines, invocation);
}
