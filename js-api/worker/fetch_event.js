// Events of the service-worker syntax (Service Workers, sections 4.4 and 4.6).

import { TypeError, uncurryThis } from "../internal/primordials.js";
import { defineInterface, describe, requireArguments } from "../internal/webidl.js";
import { Event } from "../events/event.js";
import { domException } from "../errors/dom_exception.js";
import { isRequest } from "../fetch/request.js";
import { dispatchToScope, hasScopeListener, logCollected, throwCollected } from "./global_scope.js";

/** Marks the constructor calls of the runtime. */
export const INTERNAL_EVENT = {};
const INTERNAL = INTERNAL_EVENT;

const stopImmediatePropagation = uncurryThis(Event.prototype.stopImmediatePropagation);

let isAnswered;
let takeAnswer;

/** An event that may keep its invocation alive. */
export class ExtendableEvent extends Event {
  #invocation = null;

  constructor(type, init = undefined, internal = undefined, invocation = null) {
    requireArguments(1, arguments.length, "ExtendableEvent");
    super(type, init);
    if (internal === INTERNAL) this.#invocation = invocation;
  }

  /** Keeps the invocation alive until the promise is settled, after the response too. */
  waitUntil(promise) {
    const invocation = this.#invocation;
    requireArguments(1, arguments.length, "ExtendableEvent", "waitUntil");
    if (invocation === null) {
      throw domException("waitUntil() needs an event that the server has sent.",
        "InvalidStateError");
    }
    invocation.waitUntil(promise);
  }
}
defineInterface(ExtendableEvent, "ExtendableEvent");

// The required member of a FetchEventInit.
function requestOf(init) {
  const request = init?.request;
  if (isRequest(request)) return request;
  throw new TypeError(
    `Failed to construct 'FetchEvent': 'request' is ${describe(request)}; expected a Request.`);
}

/** A request that waits for respondWith(). */
export class FetchEvent extends ExtendableEvent {
  #request;
  #answer = undefined;
  #isAnswered = false;
  #isInternal;

  constructor(type, init, internal = undefined, invocation = null) {
    requireArguments(2, arguments.length, "FetchEvent");
    super(type, init, internal, invocation);
    this.#isInternal = internal === INTERNAL;
    this.#request = this.#isInternal ? invocation.request : requestOf(init);
  }

  get request() {
    return this.#request;
  }

  /** Answers the request with a Response, or with what a promise of one will give. */
  respondWith(response) {
    requireArguments(1, arguments.length, "FetchEvent", "respondWith");
    if (!this.#isInternal) {
      throw domException("respondWith() needs an event that the server has sent.",
        "InvalidStateError");
    }
    if (this.#isAnswered) {
      throw domException("respondWith() was called twice for one request.", "InvalidStateError");
    }
    stopImmediatePropagation(this);
    this.#isAnswered = true;
    this.#answer = response;
  }

  /** Does nothing: there is no origin server behind the worker that could answer for it. */
  passThroughOnException() {
    this.#request;
  }

  static {
    isAnswered = (event) => event.#isAnswered;
    takeAnswer = (event) => event.#answer;
  }
}
defineInterface(FetchEvent, "FetchEvent");

/** Sends a request to the worker's listeners and returns what they answer; throws what they throw. */
export function dispatchFetchEvent(invocation) {
  if (!hasScopeListener("fetch")) {
    throw new TypeError("No event handlers were registered. This script does nothing.");
  }
  const event = new FetchEvent("fetch", undefined, INTERNAL, invocation);
  dispatchToScope(event);
  if (isAnswered(event)) {
    logCollected();
    return takeAnswer(event);
  }
  throwCollected();
  throw new TypeError(
    "The worker's fetch event listeners returned without event.respondWith(); expected a Response " +
      "for it.",
  );
}
