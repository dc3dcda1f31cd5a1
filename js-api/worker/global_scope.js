// The global object as an EventTarget (HTML, section 10.2.1; Service Workers, section 4.1).

import { log } from "native:invocation";
import { uncurryThis } from "../internal/primordials.js";
import { ErrorEvent } from "../events/error_event.js";
import { EventTarget, fireEvent, hasListeners, standFor } from "../events/event_target.js";
import { setReportException } from "../events/report_exception.js";
import { inspect } from "../console/inspect.js";
import { messageOf } from "./failure.js";

const NOTHING = {};

// Stands for the global object, which is made before EventTarget is.
const scope = new EventTarget();
standFor(scope, globalThis);
const add = uncurryThis(EventTarget.prototype.addEventListener);
const remove = uncurryThis(EventTarget.prototype.removeEventListener);
const dispatch = uncurryThis(EventTarget.prototype.dispatchEvent);

// Whether a listener's exception is for the caller of dispatchToScope, and the first one.
let isCollecting = false;
let collected = NOTHING;

/** The globals addEventListener, removeEventListener and dispatchEvent. */
export function addEventListener(type, callback, options = undefined) {
  if (arguments.length < 2) add(scope);
  else add(scope, type, callback, options);
}

export function removeEventListener(type, callback, options = undefined) {
  if (arguments.length < 2) remove(scope);
  else remove(scope, type, callback, options);
}

export function dispatchEvent(event) {
  return dispatch(scope, event);
}

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
  const event = new ErrorEvent("error", { message: messageOf(error), error, cancelable: true });
  return !fireEvent(scope, event);
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
