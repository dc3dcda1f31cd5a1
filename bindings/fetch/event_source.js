// EventSource (HTML, section 9.2), with what Workers add to it: EventSource.from(stream).

import { utf8Encode } from "native:encoding";
import {
  PromiseResolve,
  RangeError,
  RegExpPrototypeExec,
  StringFromCharCode,
  TypeError,
  TypedArrayPrototypeGetByteLength,
} from "../../js-api/internal/primordials.js";
import { createAbortController } from "../../js-api/abort/abort_controller.js";
import { domException } from "../../js-api/errors/dom_exception.js";
import { ErrorEvent } from "../../js-api/events/error_event.js";
import { Event } from "../../js-api/events/event.js";
import {
  EventTarget,
  defineEventHandler,
  fireEvent,
  hasListeners,
} from "../../js-api/events/event_target.js";
import { createMessageEvent } from "../../js-api/events/message_event.js";
import { streamOf } from "../../js-api/fetch/body.js";
import { listGet } from "../../js-api/fetch/header_list.js";
import { parseURL } from "../../js-api/fetch/parse_url.js";
import { partsOf } from "../../js-api/fetch/response.js";
import { then } from "../../js-api/internal/promises.js";
import {
  defineConstants,
  defineInterface,
  describe,
  dictionaryOf,
  quote,
  requireArguments,
  toBoolean,
  toDictionary,
  toUSVString,
  whereOf,
} from "../../js-api/internal/webidl.js";
import { forEachChunk, isLocked, isReadableStream } from "../../js-api/streams/internal_api.js";
import { setTimeout } from "../../js-api/timers/timers.js";
import { EventStream } from "./event_stream.js";
import { fetch } from "./fetch.js";
import { originOf } from "./redirect.js";

const NAME = "EventSource";
const CONNECTING = 0;
const OPEN = 1;
const CLOSED = 2;
const RETRY_MILLIS = 2_000;
const EVENT_STREAM = /^[\t ]*text\/event-stream[\t ]*(?:;|$)/i;
// Marks the constructor calls of this module.
const INTERNAL = {};
const settled = PromiseResolve();

const INIT = dictionaryOf([{ key: "withCredentials", converter: toBoolean, defaultValue: false }]);

// What the answer to the request is, as far as it matters.
function answerOf(context, status, statusText, list, body) {
  return { __proto__: null, status, type: listGet(list, "content-type"), body };
}

// The UTF-8 of a text, a code unit for each octet: what a header's value is made of.
function octetsOf(text) {
  const octets = utf8Encode(text);
  let value = "";
  for (let i = 0; i < TypedArrayPrototypeGetByteLength(octets); ++i) {
    value += StringFromCharCode(octets[i]);
  }
  return value;
}

let fromStream;

/** Events that a server sends over one long response. */
export class EventSource extends EventTarget {
  #url;
  #withCredentials = false;
  #readyState = CONNECTING;
  #retry = RETRY_MILLIS;
  #lastEventId = "";
  // Ends the request that is under way; null for one of a stream.
  #controller = null;

  /**
   * @param {string} url
   * @param {{withCredentials?: boolean}} [eventSourceInitDict]
   */
  constructor(url, eventSourceInitDict = undefined) {
    super();
    if (url === INTERNAL) return;
    const where = whereOf(NAME);
    requireArguments(1, arguments.length, NAME);
    const input = toUSVString(url, where);
    const { withCredentials } = toDictionary(eventSourceInitDict, INIT, where);
    const parsed = parseURL(input);
    if (parsed === undefined) {
      throw domException(`${where}: ${quote(input)} is not a valid absolute URL.`, "SyntaxError");
    }
    this.#url = parsed;
    this.#withCredentials = withCredentials;
    this.#connect();
  }

  /**
   * Workers' own: the events of a stream of octets.
   * @param {ReadableStream} stream
   * @returns {EventSource} which does not connect again when the stream ends
   */
  static from(stream) {
    const where = whereOf(NAME, "from");
    requireArguments(1, arguments.length, NAME, "from");
    if (!isReadableStream(stream)) {
      throw new TypeError(`${where}: found ${describe(stream)}; expected a ReadableStream.`);
    }
    if (isLocked(stream)) throw new TypeError(`${where}: the stream is locked.`);
    return fromStream(stream);
  }

  get url() {
    return this.#url ?? "";
  }

  get withCredentials() {
    return this.#withCredentials;
  }

  get readyState() {
    return this.#readyState;
  }

  close() {
    this.#readyState = CLOSED;
    this.#controller?.abort();
  }

  #connect() {
    const controller = createAbortController();
    this.#controller = controller;
    // What Fetch adds to a request whose cache mode is "no-store" (section 4.6).
    const headers = {
      __proto__: null,
      accept: "text/event-stream",
      "cache-control": "no-cache",
      pragma: "no-cache",
    };
    if (this.#lastEventId !== "") headers["last-event-id"] = octetsOf(this.#lastEventId);
    then(fetch(this.#url, { __proto__: null, headers, signal: controller.signal }),
      this.#onResponse, this.#onEnd);
  }

  #onResponse = (response) => {
    if (this.#readyState === CLOSED) return;
    const { status, type, body } = partsOf(response, answerOf, undefined);
    if (status !== 200 || type === null || RegExpPrototypeExec(EVENT_STREAM, type) === null) {
      this.#fail(status !== 200
        ? `the server answered with the status ${status}; expected 200`
        : `the server answered with the type ${quote(type ?? "")}; expected text/event-stream`);
      this.#controller.abort();
      return;
    }
    this.#read(streamOf(body));
  };

  #read(stream) {
    this.#readyState = OPEN;
    if (hasListeners(this, "open")) fireEvent(this, new Event("open"));
    const origin = this.#url === undefined ? "" : originOf(this.#url);
    const events = new EventStream(this.#lastEventId, (type, data) => {
      this.#lastEventId = events.lastEventId;
      if (this.#readyState === CLOSED || !hasListeners(this, type)) return;
      fireEvent(this, createMessageEvent(type, data,
        { __proto__: null, origin, lastEventId: events.lastEventId }));
    }, (millis) => {
      this.#retry = millis;
    });
    then(forEachChunk(stream, (chunk) => {
      events.read(chunk);
      this.#lastEventId = events.lastEventId;
      // The stream is cancelled.
      if (this.#readyState === CLOSED) throw new RangeError("closed");
      return undefined;
    }), this.#onEnd, this.#onEnd);
  }

  // The connection has ended, or there was none: it is made again after a while.
  #onEnd = (error) => {
    if (this.#readyState === CLOSED) return;
    if (this.#url === undefined) {
      this.#fail(error === undefined ? "the stream has ended" : `${error}`);
      return;
    }
    this.#readyState = CONNECTING;
    if (hasListeners(this, "error")) fireEvent(this, new Event("error"));
    if (this.#readyState === CLOSED) return;
    setTimeout(() => {
      if (this.#readyState === CONNECTING) this.#connect();
    }, this.#retry);
  };

  // It is given up.
  #fail(message) {
    this.#readyState = CLOSED;
    if (!hasListeners(this, "error")) return;
    fireEvent(this, new ErrorEvent("error", { __proto__: null, message: `EventSource: ${message}.` }));
  }

  static {
    fromStream = (stream) => {
      const source = newEventSource();
      then(settled, () => source.#read(stream), undefined);
      return source;
    };
  }
}
defineInterface(EventSource, "EventSource");
defineConstants(EventSource, { CONNECTING, OPEN, CLOSED });
defineEventHandler(EventSource, "open");
defineEventHandler(EventSource, "message");
defineEventHandler(EventSource, "error");

function newEventSource() {
  return new EventSource(INTERNAL);
}
