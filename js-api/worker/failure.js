// Exceptions of the worker, for people.

import { fail } from "native:invocation";
import { typeName } from "native:runtime";
import { ErrorPrototypeToString } from "../internal/primordials.js";
import { isDOMException } from "../errors/dom_exception.js";
import { inspect } from "../console/inspect.js";

function isError(value) {
  return typeName(value) === "Error" || isDOMException(value);
}

/** One line: "TypeError: x is not a function". */
export function messageOf(thrown) {
  try {
    return isError(thrown) ? ErrorPrototypeToString(thrown) : `Uncaught ${inspect(thrown)}`;
  } catch {
    return "Error: an exception whose message cannot be read";
  }
}

/** The exception with its stack, its cause and its own properties; "" for what is no error. */
export function stackOf(thrown) {
  try {
    return isError(thrown) ? inspect(thrown) : "";
  } catch {
    return "";
  }
}

/** Says that the handler of an invocation failed with an exception. */
export function failWith(invocation, thrown) {
  fail(invocation.id, messageOf(thrown), stackOf(thrown));
}

/** Says that an invocation failed for a reason that is no exception of the worker. */
export function failBecause(invocation, message) {
  fail(invocation.id, message, "");
}
