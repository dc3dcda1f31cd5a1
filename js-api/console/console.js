// The console namespace (Console Standard). Its output is the worker's log, attributed to the
// invocation that the caller runs in.

import { log as write } from "native:invocation";
import { invocation, tellConsole } from "native:runtime";
import { now } from "native:timers";
import {
  ArrayIsArray,
  ErrorCaptureStackTrace,
  MapPrototypeDelete,
  MapPrototypeGet,
  MapPrototypeHas,
  MapPrototypeSet,
  MathRound,
  ObjectDefineProperty,
  SafeMap,
  StringPrototypeIncludes,
  StringPrototypeRepeat,
  StringPrototypeSlice,
  SymbolToStringTag,
} from "../internal/primordials.js";
import { List, append, toList } from "../internal/lists.js";
import { withoutRuntimeFrames } from "./errors.js";
import { format } from "./format.js";
import { inspect } from "./inspect.js";
import { splitLines } from "./quote.js";
import { table } from "./table.js";

const MAX_TEXT = 65536;
const MAX_GROUPS = 32;

const counts = new SafeMap();
const timers = new SafeMap();
// The groups that are open, and the invocation that opened them: others do not see them.
let groups = 0;
let groupsOf = 0;

function indented(text) {
  if (groupsOf !== invocation()) {
    groups = 0;
    return text;
  }
  const indent = StringPrototypeRepeat("  ", groups);
  if (!StringPrototypeIncludes(text, "\n")) return indent + text;
  const lines = splitLines(text);
  let result = "";
  for (let i = 0; i < lines.length; ++i) result += indent + lines[i];
  return result;
}

function print(level, text) {
  if (groups !== 0) text = indented(text);
  if (text.length > MAX_TEXT) {
    const rest = text.length - MAX_TEXT;
    text = `${StringPrototypeSlice(text, 0, MAX_TEXT)}... ${rest} more characters`;
  }
  write(level, text);
}

// A label is converted before anything else happens; symbols throw.
function toLabel(label) {
  return label === undefined ? "default" : `${label}`;
}

function elapsed(start) {
  return `${MathRound((now() - start) * 1000) / 1000}ms`;
}

// Debuggers are shown the values themselves.
function tellAssertion(values) {
  const list = toList([false]);
  for (let i = 0; i < values.length; ++i) append(list, values[i]);
  tellConsole("assert", list);
}

// The same of a text of this console's.
function printAndTell(level, text) {
  tellConsole(level, [text]);
  print(level, text);
}

function openGroup(method, values) {
  tellConsole(method, values);
  if (values.length > 0) print("log", format(values));
  const owner = invocation();
  if (groupsOf !== owner) {
    groupsOf = owner;
    groups = 0;
  }
  if (groups < MAX_GROUPS) ++groups;
}

/** The `console` global. Most of its methods write one entry to the worker's log. */
export const console = {
  __proto__: {},

  assert(condition = false, ...values) {
    if (condition) return;
    tellAssertion(values);
    if (values.length === 0) {
      print("error", "Assertion failed");
    } else if (typeof values[0] === "string") {
      values[0] = `Assertion failed: ${values[0]}`;
      print("error", format(values));
    } else {
      print("error", `Assertion failed: ${format(values)}`);
    }
  },
  clear() {
    tellConsole("clear", []);
  },
  count(label = "default") {
    label = toLabel(label);
    const count = (MapPrototypeGet(counts, label) ?? 0) + 1;
    MapPrototypeSet(counts, label, count);
    printAndTell("log", `${label}: ${count}`);
  },
  countReset(label = "default") {
    label = toLabel(label);
    if (!MapPrototypeDelete(counts, label)) {
      printAndTell("warn", `Count for '${label}' does not exist`);
    }
  },
  debug(...values) {
    tellConsole("debug", values);
    print("debug", format(values));
  },
  dir(item = undefined, options = undefined) {
    tellConsole("dir", [item]);
    print("log", inspect(item, options));
  },
  dirxml(...values) {
    tellConsole("dirxml", values);
    print("log", format(values));
  },
  error(...values) {
    tellConsole("error", values);
    print("error", format(values));
  },
  group(...values) {
    openGroup("group", values);
  },
  groupCollapsed(...values) {
    openGroup("groupCollapsed", values);
  },
  groupEnd() {
    tellConsole("groupEnd", []);
    if (groups > 0) --groups;
  },
  info(...values) {
    tellConsole("info", values);
    print("info", format(values));
  },
  log(...values) {
    tellConsole("log", values);
    print("log", format(values));
  },
  table(data = undefined, columns = undefined) {
    const only = ArrayIsArray(columns) ? namesOf(columns) : undefined;
    tellConsole("table", columns === undefined ? [data] : [data, columns]);
    print("log", table(data, only) ?? format([data]));
  },
  time(label = "default") {
    label = toLabel(label);
    if (MapPrototypeHas(timers, label)) {
      printAndTell("warn", `Timer '${label}' already exists`);
    } else {
      MapPrototypeSet(timers, label, now());
    }
  },
  timeEnd(label = "default") {
    label = toLabel(label);
    const start = MapPrototypeGet(timers, label);
    if (start === undefined) {
      return printAndTell("warn", `Timer '${label}' does not exist`);
    }
    MapPrototypeDelete(timers, label);
    printAndTell("log", `${label}: ${elapsed(start)}`);
  },
  timeLog(label = "default", ...values) {
    label = toLabel(label);
    const start = MapPrototypeGet(timers, label);
    if (start === undefined) {
      return printAndTell("warn", `Timer '${label}' does not exist`);
    }
    const rest = values.length === 0 ? "" : ` ${format(values)}`;
    printAndTell("log", `${label}: ${elapsed(start)}${rest}`);
  },
  trace(...values) {
    tellConsole("trace", values);
    const message = values.length === 0 ? "" : format(values);
    const holder = { __proto__: null, name: "Trace", message };
    ErrorCaptureStackTrace(holder, trace);
    const stack = holder.stack;
    print("log", typeof stack === "string" ? withoutRuntimeFrames(stack) : `Trace: ${message}`);
  },
  warn(...values) {
    tellConsole("warn", values);
    print("warn", format(values));
  },
};

// The frames of console.trace itself are left out of its stacks.
const { trace } = console;

// The columns that a caller asks for, as strings.
function namesOf(columns) {
  const names = new List();
  for (let i = 0; i < columns.length; ++i) append(names, `${columns[i]}`);
  return names;
}

ObjectDefineProperty(console, SymbolToStringTag, {
  __proto__: null,
  value: "console",
  writable: false,
  enumerable: false,
  configurable: true,
});
