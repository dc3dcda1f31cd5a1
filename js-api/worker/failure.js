// Exceptions of the worker, for people.

import { fail } from "native:invocation";
import { tellException, typeName } from "native:runtime";
import { ErrorPrototypeToString, StringPrototypeSlice } from "../internal/primordials.js";
import { isDOMException } from "../errors/dom_exception.js";
import { inspect } from "../console/inspect.js";

const MAX_CAUSES = 8;
// As much of a message or a stack as the log and pages get, in code units.
const MAX_TEXT = 65536;

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

// The stack of an error, which begins with its message; the message alone where it has none.
function ownStackOf(error) {
  const { stack } = error;
  return typeof stack === "string" && stack !== "" ? stack : messageOf(error);
}

/** The stack of an error, and those of its causes after "Caused by: "; "" for what is no error. */
export function stackOf(thrown) {
  let text = "";
  try {
    for (let i = 0; i < MAX_CAUSES && isError(thrown); ++i) {
      text += i === 0 ? ownStackOf(thrown) : `\nCaused by: ${ownStackOf(thrown)}`;
      thrown = thrown.cause;
    }
  } catch {
    // The worker's own getters threw.
  }
  return text;
}

function cut(text) {
  if (text.length <= MAX_TEXT) return text;
  return `${StringPrototypeSlice(text, 0, MAX_TEXT)}... ${text.length - MAX_TEXT} more characters`;
}

/** Says that the handler of an invocation failed with an exception. */
export function failWith(invocation, thrown) {
  tellException(thrown);
  fail(invocation.id, cut(messageOf(thrown)), cut(stackOf(thrown)));
}

/** Says that an invocation failed for a reason that is no exception of the worker. */
export function failBecause(invocation, message) {
  fail(invocation.id, message, "");
}
