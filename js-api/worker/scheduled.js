// Scheduled events: what a worker's crons bring about.

import { cronOf, noRetry, scheduledTime } from "native:scheduled";
import { TypeError } from "../internal/primordials.js";
import { defineInterface } from "../internal/webidl.js";
import { ExtendableEvent, INTERNAL_EVENT } from "./fetch_event.js";
import { dispatchToScope, hasScopeListener, throwCollected } from "./global_scope.js";

// Marks the constructor calls of this module.
const INTERNAL = {};

/** What a scheduled() handler gets. */
export class ScheduledController {
  #id;
  #scheduledTime;
  #cron;

  constructor(internal = undefined, id = undefined) {
    if (internal !== INTERNAL) throw new TypeError("Illegal constructor");
    this.#id = id;
    this.#scheduledTime = scheduledTime(id);
    this.#cron = cronOf(id);
  }

  /** The time that was meant, in milliseconds since the epoch. */
  get scheduledTime() {
    return this.#scheduledTime;
  }

  /** The expression, as it is written in the configuration. */
  get cron() {
    return this.#cron;
  }

  get type() {
    return this.#id === undefined ? undefined : "scheduled";
  }

  /** Asks for no other try when the handler fails. */
  noRetry() {
    noRetry(this.#id);
  }
}
defineInterface(ScheduledController, "ScheduledController");

/** The event of the service-worker syntax. */
export class ScheduledEvent extends ExtendableEvent {
  #controller;

  constructor(type, init = undefined, internal = undefined, invocation = null) {
    if (internal !== INTERNAL) throw new TypeError("Illegal constructor");
    super(type, init, INTERNAL_EVENT, invocation);
    this.#controller = new ScheduledController(INTERNAL, invocation.id);
  }

  get scheduledTime() {
    return this.#controller.scheduledTime;
  }

  get cron() {
    return this.#controller.cron;
  }

  noRetry() {
    this.#controller.noRetry();
  }
}
defineInterface(ScheduledEvent, "ScheduledEvent");

/** The controller for an invocation. */
export function newScheduledController(invocation) {
  return new ScheduledController(INTERNAL, invocation.id);
}

/** Sends a scheduled event to the worker's listeners; throws what they throw. */
export function dispatchScheduledEvent(invocation) {
  if (!hasScopeListener("scheduled")) {
    throw new TypeError("Handler does not export a scheduled() function");
  }
  dispatchToScope(new ScheduledEvent("scheduled", undefined, INTERNAL, invocation));
  throwCollected();
}
