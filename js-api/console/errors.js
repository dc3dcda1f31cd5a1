// Errors as the console shows them: the stack, then what else they carry.

import {
  ArrayIsArray,
  ArrayPrototypeIncludes,
  Error,
  ObjectPrototypeHasOwnProperty,
  ReflectApply,
  ReflectGetOwnPropertyDescriptor,
  StringPrototypeEndsWith,
  StringPrototypeIncludes,
  StringPrototypeIndexOf,
  StringPrototypeSlice,
  StringPrototypeStartsWith,
} from "../internal/primordials.js";
import { List, append } from "../internal/lists.js";
import { dataProperty, ownData } from "./properties.js";
import { splitLines } from "./quote.js";

const MAX_STACK = 16384;
// What the names of the runtime's own modules begin with.
const RUNTIME = "atoll:js-api/";

// V8's own accessor, where a stack is one and not a data property.
const stackGetter = ReflectGetOwnPropertyDescriptor(new Error(), "stack")?.get;

function stackOf(error) {
  let descriptor;
  try {
    descriptor = ReflectGetOwnPropertyDescriptor(error, "stack");
    if (descriptor === undefined) return undefined;
    if (ObjectPrototypeHasOwnProperty(descriptor, "value")) return descriptor.value;
    if (descriptor.get === stackGetter) return ReflectApply(stackGetter, error, []);
  } catch {
    // The worker's Error.prepareStackTrace threw.
  }
  return undefined;
}

/** The stack without the lines that name the runtime's own functions. */
export function withoutRuntimeFrames(stack) {
  if (!StringPrototypeIncludes(stack, RUNTIME)) return stack;
  const lines = splitLines(stack);
  let shown = "";
  for (let i = 0; i < lines.length; ++i) {
    const isFrame = StringPrototypeStartsWith(lines[i], "    at ");
    if (!isFrame || !StringPrototypeIncludes(lines[i], RUNTIME)) shown += lines[i];
  }
  return StringPrototypeEndsWith(shown, "\n") ? StringPrototypeSlice(shown, 0, -1) : shown;
}

function text(value) {
  return typeof value === "string" ? value : "";
}

function header(name, message) {
  if (name === "") return message;
  return message === "" ? name : `${name}: ${message}`;
}

// The stack says "Error" where the class does not set a name of its own: says the class instead.
function withClassName(stack, name, className) {
  const shown = className !== null && (name === "" || name === "Error") ? className : name;
  const first = StringPrototypeIndexOf(stack, "\n");
  const line = first === -1 ? stack : StringPrototypeSlice(stack, 0, first);
  if (shown === "" || StringPrototypeIncludes(line, shown)) return stack;
  if (name !== "" && StringPrototypeStartsWith(stack, name)) {
    return shown + StringPrototypeSlice(stack, name.length);
  }
  if (StringPrototypeStartsWith(stack, "Error")) {
    return shown + StringPrototypeSlice(stack, 5);
  }
  return stack;
}

// Own properties that the stack already shows are not shown again.
function withoutDuplicates(keys, error, stack) {
  const rest = new List();
  for (let i = 0; i < keys.length; ++i) {
    const key = keys[i];
    if (key === "name" || key === "message" || key === "stack") {
      const value = key === "stack" ? stackOf(error) : ownData(error, key);
      if (typeof value === "string" &&
          (key === "stack" || StringPrototypeIncludes(stack, value))) {
        continue;
      }
    }
    append(rest, key);
  }
  return rest;
}

function addKey(keys, error, key) {
  if (ObjectPrototypeHasOwnProperty(error, key) && !ArrayPrototypeIncludes(keys, key)) {
    append(keys, key);
  }
}

/** Completes `shape`, whose keys are the error's enumerable ones. */
export function describeError(shape, error, className) {
  const name = text(dataProperty(error, "name"));
  const message = text(dataProperty(error, "message"));
  let stack = stackOf(error);
  if (typeof stack !== "string" || stack === "") stack = header(name, message);
  stack = withoutRuntimeFrames(withClassName(stack, name, className));
  if (stack.length > MAX_STACK) stack = `${StringPrototypeSlice(stack, 0, MAX_STACK)}...`;
  shape.keys = withoutDuplicates(shape.keys, error, stack);
  addKey(shape.keys, error, "cause");
  if (ArrayIsArray(ownData(error, "errors"))) addKey(shape.keys, error, "errors");

  const found = message === "" ? -1 : StringPrototypeIndexOf(stack, message);
  const afterMessage = found === -1 ? 0 : found + message.length;
  const frames = StringPrototypeIndexOf(stack, "\n    at", afterMessage);
  shape.base = frames === -1 ? `[${stack}]` : stack;
  shape.open = "{";
  shape.isError = true;
  return shape;
}
