// The global object as an EventTarget (HTML, section 10.2.1; Service Workers, section 4.1): its
// listeners, and its attributes for events of any worker.

import { log } from "native:invocation";
import { errorPosition, promiseResult, tellException } from "native:runtime";
import { ReflectApply, ReflectSetPrototypeOf, SafeWeakSet } from "../internal/primordials.js";
import { defineInterface, illegalConstructor } from "../internal/webidl.js";
import { ErrorEvent, membersOf } from "../events/error_event.js";
import { cancel } from "../events/event.js";
import {
  EventTarget,
  defineGlobalEventHandler,
  fireEvent,
  hasListeners,
  standForGlobal,
} from "../events/event_target.js";
import { PromiseRejectionEvent } from "../events/promise_rejection_event.js";
import { setReportException } from "../events/report_exception.js";
import { inspect } from "../console/inspect.js";
import { messageOf } from "./failure.js";

const NOTHING = {};

/** The class of the global object. */
export class WorkerGlobalScope extends EventTarget {
  constructor() {
    illegalConstructor();
    super();
  }
}
defineInterface(WorkerGlobalScope, "WorkerGlobalScope");
defineGlobalEventHandler(WorkerGlobalScope, "error", (handler, target, event) => {
  const members = membersOf(event);
  if (members === undefined) {
    if (ReflectApply(handler, target, [event]) === false) cancel(event);
    return;
  }
  const { message, filename, lineno, colno, error } = members;
  const result = ReflectApply(handler, target, [message, filename, lineno, colno, error]);
  if (result === true) cancel(event);
});
defineGlobalEventHandler(WorkerGlobalScope, "rejectionhandled");
defineGlobalEventHandler(WorkerGlobalScope, "unhandledrejection");
ReflectSetPrototypeOf(globalThis, WorkerGlobalScope.prototype);

// Stands for the global object, which is made before EventTarget is.
const scope = new EventTarget();
standForGlobal(scope);

// Whether a listener's exception is for the caller of dispatchToScope, and the first one.
let isCollecting = false;
let collected = NOTHING;

/** Whether the worker listens for events of `type`. */
export function hasScopeListener(type) {
  return hasListeners(scope, type);
}

/**
 * Sends an event to the worker's listeners. The first exception of one is kept for throwCollected or
 * logCollected, of which the caller calls one.
 */
export function dispatchToScope(event) {
  isCollecting = true;
  fireEvent(scope, event);
  isCollecting = false;
}

/** Throws the exception of a listener that dispatchToScope came upon, if there is one. */
export function throwCollected() {
  if (collected === NOTHING) return;
  const error = collected;
  collected = NOTHING;
  throw error;
}

function write(error) {
  tellException(error);
  log("error", `Uncaught ${inspect(error)}`);
}

/** Writes the exception that dispatchToScope came upon, if there is one, to the log. */
export function logCollected() {
  if (collected === NOTHING) return;
  const error = collected;
  collected = NOTHING;
  write(error);
}

function isHandled(error) {
  if (!hasListeners(scope, "error")) return false;
  const position = errorPosition(error);
  return !fireEvent(scope, new ErrorEvent("error", {
    __proto__: null,
    message: messageOf(error),
    filename: position === undefined ? "" : position[0],
    lineno: position === undefined ? 0 : position[1],
    colno: position === undefined ? 0 : position[2],
    error,
    cancelable: true,
  }));
}

let isReporting = false;

setReportException((error) => {
  if (isCollecting && collected === NOTHING) {
    collected = error;
    return;
  }
  // A listener for errors that throws is not told of its own exception.
  if (isReporting) {
    write(error);
    return;
  }
  isReporting = true;
  const handled = isHandled(error);
  isReporting = false;
  if (!handled) write(error);
});

const NOT_LISTENING = 0;
const TOLD = 1;
const TAKEN_CARE_OF = 2;

// The promises that "unhandledrejection" was about and that have no handler yet; null until there
// is one.
let outstanding = null;

function newRejectionEvent(type, promise, reason, cancelable) {
  return new PromiseRejectionEvent(type, { __proto__: null, promise, reason, cancelable });
}

/**
 * A promise was rejected, and has no handler when the code that did it has returned. Called in the
 * asynchronous context of the rejection.
 * @returns {number} NOT_LISTENING, TOLD or TAKEN_CARE_OF: the last of these keeps it out of the log
 */
export function dispatchRejection(promise, reason) {
  const isListening = hasListeners(scope, "unhandledrejection");
  if (!isListening && !hasListeners(scope, "rejectionhandled")) return NOT_LISTENING;
  outstanding ??= new SafeWeakSet();
  outstanding.add(promise);
  if (!isListening) return TOLD;
  const event = newRejectionEvent("unhandledrejection", promise, reason, true);
  return fireEvent(scope, event) ? TOLD : TAKEN_CARE_OF;
}

/** A promise that was rejected has got a handler, some time after the worker might have been told. */
export function dispatchRejectionHandled(promise) {
  if (outstanding === null || !outstanding.delete(promise) || !hasListeners(scope, "rejectionhandled")) return;
  fireEvent(scope,
    newRejectionEvent("rejectionhandled", promise, promiseResult(promise), false));
}
