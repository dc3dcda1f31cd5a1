// Exceptions that nobody catches: those of listeners, timers and microtasks (HTML, "report an
// exception").

import { requireArguments } from "../internal/webidl.js";

let report = () => {};

/** Sets what is done with such exceptions: boot.js does, before any code of a worker runs. */
export function setReportException(callback) {
  report = callback;
}

/** Reports an exception. Does not throw. */
export function reportException(error) {
  report(error);
}

/** The global reportError (HTML, section 8.1.4.3). */
export function reportError(error) {
  requireArguments(1, arguments.length, "Window", "reportError");
  report(error);
}
