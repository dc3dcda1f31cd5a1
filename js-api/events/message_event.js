// MessageEvent (HTML, section 9.1).

import { ObjectFreeze, TypeError } from "../internal/primordials.js";
import { List, copyOf, toArray } from "../internal/lists.js";
import {
  defineInterface,
  describe,
  dictionaryOf,
  requireArguments,
  toDictionary,
  toDOMString,
  toSequence,
  toUSVString,
  whereOf,
} from "../internal/webidl.js";
import { isMessagePort } from "../messaging/port_state.js";
import { Event, initEvent, isDispatching } from "./event.js";

const NAME = "MessageEvent";
// Marks the constructor calls of createMessageEvent.
const INTERNAL = {};
const NO_MEMBERS = { __proto__: null };

function toMessagePort(value, where) {
  if (isMessagePort(value)) return value;
  throw new TypeError(`${where}: found ${describe(value)}; expected a MessagePort.`);
}

// MessageEventSource?: there are no windows here, and no other workers.
function toSource(value, where) {
  return value === null || value === undefined ? null : toMessagePort(value, where);
}

function toPorts(value, where) {
  return toSequence(value, toMessagePort, where);
}

const MEMBERS = dictionaryOf([
  { key: "data", converter: (value) => value, defaultValue: null },
  { key: "lastEventId", converter: toDOMString, defaultValue: "" },
  { key: "origin", converter: toUSVString, defaultValue: "" },
  { key: "ports", converter: toPorts },
  { key: "source", converter: toSource, defaultValue: null },
]);

function freezePorts(ports) {
  return ObjectFreeze(toArray(ports === undefined ? new List() : copyOf(ports)));
}

/** What was sent by postMessage(), by a WebSocket or by an EventSource. */
export class MessageEvent extends Event {
  #data;
  #lastEventId;
  #origin;
  #ports;
  #source;

  /**
   * @param {string} type
   * @param {{data?: any, origin?: string, lastEventId?: string, source?: MessagePort,
   *     ports?: MessagePort[]}} [eventInitDict] and the members of EventInit
   */
  constructor(type, eventInitDict = undefined, members = undefined) {
    requireArguments(1, arguments.length, NAME);
    const isInternal = eventInitDict === INTERNAL;
    super(type, isInternal ? undefined : eventInitDict);
    const { data, lastEventId, origin, ports, source } =
      isInternal ? members : toDictionary(eventInitDict, MEMBERS, whereOf(NAME));
    this.#data = data;
    this.#lastEventId = lastEventId;
    this.#origin = origin;
    this.#ports = freezePorts(ports);
    this.#source = source;
  }

  get data() {
    return this.#data;
  }

  get origin() {
    return this.#origin;
  }

  get lastEventId() {
    return this.#lastEventId;
  }

  get source() {
    return this.#source;
  }

  /** @returns {MessagePort[]} the ports that were sent with the message; always the same array */
  get ports() {
    return this.#ports;
  }

  /** Legacy: makes the event another one, unless it is being dispatched. */
  initMessageEvent(
    type, bubbles = false, cancelable = false, data = null, origin = "", lastEventId = "",
    source = null, ports = undefined,
  ) {
    this.#data;
    const isBusy = isDispatching(this);
    requireArguments(1, arguments.length, NAME, "initMessageEvent");
    const where = whereOf(NAME, "initMessageEvent");
    const newType = toDOMString(type, where);
    const newOrigin = toUSVString(origin, where);
    const newId = toDOMString(lastEventId, where);
    const newSource = toSource(source, where);
    const newPorts = ports === undefined ? undefined : toPorts(ports, where);
    if (isBusy) return;
    this.#data = data;
    this.#origin = newOrigin;
    this.#lastEventId = newId;
    this.#source = newSource;
    this.#ports = freezePorts(newPorts);
    initEvent(this, newType, !!bubbles, !!cancelable);
  }
}
defineInterface(MessageEvent, "MessageEvent");

/**
 * A MessageEvent that the runtime sends.
 * @param {string} type
 * @param {any} data
 * @param {{origin?: string, lastEventId?: string, source?: object|null, ports?: List}} [members]
 *     `ports`: a List of MessagePorts
 */
export function createMessageEvent(type, data, members = NO_MEMBERS) {
  const { origin = "", lastEventId = "", source = null, ports } = members;
  return new MessageEvent(type, INTERNAL,
    { __proto__: null, data, origin, lastEventId, source, ports });
}
