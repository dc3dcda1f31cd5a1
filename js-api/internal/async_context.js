// What node:async_hooks keeps in the asynchronous context, beside the invocation that the context
// belongs to; see src/engine/runtime_ops.cc. V8 carries the context through promises.

import { asyncContext, invocation, setAsyncContext } from "native:runtime";
import { ReflectApply } from "./primordials.js";

// Whether the worker has ever put something there.
let isUsed = false;

/** What the worker keeps in the context of the running code; undefined: nothing. */
export function contextValues() {
  if (!isUsed) return undefined;
  const context = asyncContext();
  return typeof context === "object" ? context[1] : undefined;
}

/** Puts `values` there from now on, for the running code and what follows from it. */
export function setContextValues(values) {
  isUsed = true;
  setAsyncContext(values === undefined ? invocation() : [invocation(), values]);
}

/** Calls a function with `values` in its context, in the same invocation. */
export function applyInContext(values, callback, receiver, args) {
  if (values === undefined && !isUsed) return ReflectApply(callback, receiver, args);
  const before = asyncContext();
  setContextValues(values);
  try {
    return ReflectApply(callback, receiver, args);
  } finally {
    setAsyncContext(before);
  }
}
