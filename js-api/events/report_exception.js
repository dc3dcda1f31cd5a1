// "Report an exception" (HTML, section 8.1.4.6): what becomes of an exception that nobody catches.

import { requireArguments } from "../internal/webidl.js";

let report = () => {};

/** Reports what a callback of the worker threw. Throws nothing itself. */
export function reportException(error) {
  report(error);
}

/** Sets what reportException does, before any code of a worker runs. `fn(error)` must not throw. */
export function setReportException(fn) {
  report = fn;
}

/** The global reportError (HTML, section 8.1.4.7). */
export function reportError(error) {
  requireArguments(1, arguments.length, "WorkerGlobalScope", "reportError");
  report(error);
}
