// PerformanceObserver (Performance Timeline, section 5).

import { ObjectFreeze, TypeError } from "../internal/primordials.js";
import { List, append, toArray, toList } from "../internal/lists.js";
import {
  defineInterface,
  dictionaryOf,
  requireArguments,
  toBoolean,
  toCallbackFunction,
  toDictionary,
  toDOMString,
  toSequence,
  whereOf,
} from "../internal/webidl.js";
import { domException } from "../errors/dom_exception.js";
import { currentTimeline, scheduleObservers, sortEntries } from "./timeline.js";
import { Registration } from "./timelines.js";

const NAME = "PerformanceObserver";
const ENTRY_TYPES = ObjectFreeze(["mark", "measure"]);
const MEMBERS = dictionaryOf([
  { key: "buffered", converter: toBoolean },
  {
    key: "entryTypes",
    converter: (value, where) => toSequence(value, toDOMString, where),
  },
  { key: "type", converter: toDOMString },
]);

function isSupported(type) {
  return type === "mark" || type === "measure";
}

/** Is called with the entries that the invocation makes. */
export class PerformanceObserver {
  #callback;
  // Whether observe() is called with `type` or with `entryTypes`; "" before.
  #kind = "";

  /** @param {(entries: PerformanceObserverEntryList, observer, options) => void} callback */
  constructor(callback) {
    requireArguments(1, arguments.length, NAME);
    this.#callback = toCallbackFunction(callback, whereOf(NAME));
  }

  /** @returns {string[]} the types of entries that there may be; always the same array */
  static get supportedEntryTypes() {
    return ENTRY_TYPES;
  }

  /**
   * Observes entries from now on; of one `type` besides those observed already, also those that the
   * timeline has, if they are to be `buffered`.
   * @param {{entryTypes: string[]}|{type: string, buffered?: boolean}} options types that do not
   *     exist are ignored
   */
  observe(options = undefined) {
    const callback = this.#callback;
    const where = whereOf(NAME, "observe");
    const { buffered, entryTypes, type } = toDictionary(options, MEMBERS, where);
    if (entryTypes === undefined && type === undefined) {
      throw new TypeError(`${where}: neither 'entryTypes' nor 'type' is there; expected one of them.`);
    }
    if (entryTypes !== undefined && (type !== undefined || buffered !== undefined)) {
      throw new TypeError(`${where}: 'entryTypes' is not alone; expected no other member beside it.`);
    }
    const kind = type === undefined ? "entryTypes" : "type";
    if (this.#kind !== "" && this.#kind !== kind) {
      throw domException(
        `${where}: this observer was given '${this.#kind}' before; expected it again.`,
        "InvalidModificationError");
    }
    this.#kind = kind;
    const timeline = currentTimeline();
    const registration = timeline.findRegistration(this);
    const types = new List();
    const asked = type === undefined ? entryTypes : toList([type]);
    for (let i = 0; i < asked.length; ++i) {
      if (isSupported(asked[i])) append(types, asked[i]);
    }
    if (types.length === 0) return;
    if (registration === undefined) {
      append(timeline.registrations, new Registration(this, callback, types));
    } else if (type === undefined) {
      registration.types = types;
    } else if (!registration.observes(type)) {
      append(registration.types, type);
    }
    if (buffered === true) addBuffered(timeline, this, type);
  }

  /** Ends it; entries that the observer was not called with are dropped. */
  disconnect() {
    this.#kind = "";
    currentTimeline().removeRegistration(this);
  }

  /** @returns {PerformanceEntry[]} the entries that the observer would have been called with */
  takeRecords() {
    this.#kind;
    const registration = currentTimeline().findRegistration(this);
    if (registration === undefined) return [];
    const { buffer } = registration;
    registration.buffer = new List();
    return toArray(sortEntries(buffer));
  }
}
defineInterface(PerformanceObserver, NAME);

function addBuffered(timeline, observer, type) {
  const registration = timeline.findRegistration(observer);
  const entries = timeline.entries[type];
  for (let i = 0; i < entries.length; ++i) append(registration.buffer, entries[i]);
  registration.wantsDropped = true;
  if (registration.buffer.length > 0) scheduleObservers(timeline);
}
