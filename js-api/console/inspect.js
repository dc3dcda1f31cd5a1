// Values as text, for people. Nothing of the worker runs here except functions it has put under
// Symbol.for("nodejs.util.inspect.custom") for this very purpose.

import { typeName } from "native:runtime";
import {
  MapPrototypeGet,
  MapPrototypeGetSize,
  MapPrototypeSet,
  MapPrototypeDelete,
  ObjectPrototypeHasOwnProperty,
  ReflectApply,
  ReflectGetOwnPropertyDescriptor,
  SafeMap,
  String,
  StringPrototypeSlice,
  StringPrototypeRepeat,
  SymbolFor,
  SymbolPrototypeToString,
  ArrayPrototypeJoin,
  ObjectPrototypePropertyIsEnumerable,
} from "../internal/primordials.js";
import { List, append } from "../internal/lists.js";
import { inspectSymbol } from "../internal/inspect_hook.js";
import { describe } from "./kinds.js";
import { enclose, inColumns } from "./layout.js";
import { behindProxies, classOf, dataProperty, engineNameOf, tagOf } from "./properties.js";
import { formatNumber, quote, quoteKey, splitLines } from "./quote.js";

const CUSTOM = SymbolFor("nodejs.util.inspect.custom");
const MAX_TEXT = 65536;
const MAX_STRING = 10000;
const MAX_LEVELS = 100;
const WIDTH = 80;

/** One call of inspect: its options, and where in the value it is. */
class Inspection {
  depth;
  indentation;
  latestLevel;
  budget;
  open;
  references;

  constructor(depth) {
    this.depth = depth;
    this.indentation = 0;
    // The level of the object that was entered last: how deep the latest entry goes.
    this.latestLevel = 0;
    // Characters that may still be written.
    this.budget = MAX_TEXT;
    // The objects that are being shown, outermost first, with their level.
    this.open = new SafeMap();
    // Those that something inside them refers to, with the number of the reference.
    this.references = undefined;
  }

  get exhausted() {
    return this.budget <= 0;
  }

  spend(text) {
    this.budget -= text.length + 2;
    return text;
  }

  /** The value as text, as the entry of an object at `level - 1`. */
  value(value, level) {
    if ((typeof value !== "object" || value === null) && typeof value !== "function") {
      return this.spend(this.primitive(value));
    }
    return this.object(value, level);
  }

  primitive(value) {
    switch (typeof value) {
      case "string":
        return this.string(value);
      case "number":
      case "bigint":
        return formatNumber(value);
      case "symbol":
        return SymbolPrototypeToString(value);
      default:
        return `${value}`;
    }
  }

  string(value) {
    let trailer = "";
    if (value.length > MAX_STRING) {
      trailer = remaining(value.length - MAX_STRING, "character");
      value = StringPrototypeSlice(value, 0, MAX_STRING);
    }
    if (value.length <= 16 || value.length <= WIDTH - this.indentation - 4) {
      return quote(value) + trailer;
    }
    const lines = splitLines(value);
    for (let i = 0; i < lines.length; ++i) lines[i] = quote(lines[i]);
    const indent = StringPrototypeRepeat(" ", this.indentation + 2);
    return ArrayPrototypeJoin(lines, ` +\n${indent}`) + trailer;
  }

  object(value, level) {
    const outermost = value;
    value = behindProxies(value);
    if (value === null) return this.spend("<Revoked Proxy>");
    const open = MapPrototypeGet(this.open, value);
    if (open !== undefined) return this.spend(`[Circular *${this.reference(value)}]`);
    const custom = this.custom(value, level, outermost !== value);
    if (custom !== undefined) return custom;
    return this.composite(value, level);
  }

  reference(value) {
    this.references ??= new SafeMap();
    let number = MapPrototypeGet(this.references, value);
    if (number === undefined) {
      number = MapPrototypeGetSize(this.references) + 1;
      MapPrototypeSet(this.references, value, number);
    }
    return number;
  }

  /** What the object's class, or the worker, has to say about it; undefined if nothing. */
  custom(value, level, isProxy) {
    const hook = dataProperty(value, inspectSymbol);
    if (typeof hook === "function") {
      let shown;
      try {
        shown = ReflectApply(hook, value, []);
      } catch {
        return undefined;
      }
      if (typeof shown === "string") return this.spend(shown);
      const name = classOf(value) ?? engineNameOf(value);
      return this.fields(value, shown, name, level);
    }
    const method = isProxy ? undefined : dataProperty(value, CUSTOM);
    if (typeof method !== "function") return undefined;
    return this.askWorker(method, value, level);
  }

  askWorker(method, value, level) {
    const depth = this.depth - level;
    const options = { depth, colors: false, compact: 3, showHidden: false, breakLength: WIDTH };
    let result;
    this.enter(value, level);
    try {
      result = ReflectApply(method, value, [depth, options, inspect]);
    } catch {
      result = value;
    }
    if (result !== value) {
      if (typeof result !== "object" && typeof result !== "string") result = String(result);
      result = typeof result === "string" ? this.spend(this.indented(result)) :
        this.value(result, level);
    }
    this.leave(value);
    return result === value ? undefined : result;
  }

  /** Lines of text, the later ones moved to the current indentation. */
  indented(text) {
    if (this.indentation === 0) return text;
    return ArrayPrototypeJoin(splitLines(text), StringPrototypeRepeat(" ", this.indentation));
  }

  enter(value, level) {
    MapPrototypeSet(this.open, value, level);
    this.latestLevel = level;
  }

  leave(value) {
    MapPrototypeDelete(this.open, value);
  }

  fields(value, shown, name, level) {
    const isMap = typeName(shown) === "Map";
    const shape = describe(shown, isMap ? "Map" : "Object", name, "");
    shape.open = `${name} {`;
    return this.shape(value, shown, shape, level);
  }

  composite(value, level) {
    const name = classOf(value);
    return this.shape(value, value, describe(value, typeName(value), name, tagOf(value, name)),
      level);
  }

  /** Writes `shown`, which stands for `value`, in the form that `shape` says. */
  shape(value, shown, shape, level) {
    if (shape.isError) shape.base = this.indented(shape.base);
    if (shape.keys.length === 0 && (shape.size === 0 || shape.fill === undefined)) {
      const plain = shape.base === "" ? `${shape.open}${shape.close}` : shape.base;
      return this.spend(shape.empty ?? plain);
    }
    if (level > this.depth || level > MAX_LEVELS) {
      return this.spend(`[${shape.name}]`);
    }
    this.spend(shape.open + shape.base);
    this.enter(value, level);
    const entries = new List();
    let trailer = 0;
    if (shape.fill !== undefined) trailer = shape.fill(this, shown, level, entries);
    const elements = entries.length;
    this.properties(shown, shape.keys, shape.key, level, entries);
    this.leave(value);
    return this.finish(value, shape, entries, elements, trailer, level);
  }

  finish(value, shape, entries, elements, trailer, level) {
    const number = this.references && MapPrototypeGet(this.references, value);
    if (number !== undefined) {
      if (shape.base !== "") shape.base = `<ref *${number}> ${shape.base}`;
      else shape.open = `<ref *${number}> ${shape.open}`;
    }
    let rows = entries;
    if (shape.isList && entries.length > 6) {
      const extras = entries.length - elements + trailer;
      rows = inColumns(entries, extras, this.indentation, shape.isNumeric);
    }
    const levels = this.latestLevel - level;
    return enclose(rows, shape, this.indentation, levels, rows !== entries);
  }

  /** Adds `key: value` to `entries` for each of the keys. */
  properties(object, keys, showKey, level, entries) {
    for (let i = 0; i < keys.length; ++i) {
      if (this.exhausted) {
        append(entries, remaining(keys.length - i, "property"));
        return;
      }
      append(entries, this.property(object, keys[i], showKey, level));
    }
  }

  property(object, key, showKey, level) {
    const enumerable = ObjectPrototypePropertyIsEnumerable(object, key);
    const name = enumerable || typeof key === "symbol" ? quoteKey(key) : `[${key}]`;
    this.spend(name);
    return `${name}: ${this.propertyValue(object, key, level)}`;
  }

  propertyValue(object, key, level) {
    let descriptor;
    try {
      descriptor = ReflectGetOwnPropertyDescriptor(object, key);
    } catch {
      return "<uninitialized>";
    }
    if (descriptor === undefined) return "undefined";
    if (ObjectPrototypeHasOwnProperty(descriptor, "value")) {
      return this.nested(descriptor.value, level);
    }
    if (descriptor.get === undefined) return "[Setter]";
    return descriptor.set === undefined ? "[Getter]" : "[Getter/Setter]";
  }

  /** A value two columns further to the right. */
  nested(value, level) {
    this.indentation += 2;
    const text = this.value(value, level + 1);
    this.indentation -= 2;
    return text;
  }
}

/** "... 3 more items": what stands for entries that are left out. */
export function remaining(count, noun) {
  const plural = noun === "property" ? "properties" : `${noun}s`;
  return `... ${count} more ${count === 1 ? noun : plural}`;
}

function bounded(text) {
  if (text.length <= MAX_TEXT) return text;
  const rest = text.length - MAX_TEXT;
  return `${StringPrototypeSlice(text, 0, MAX_TEXT)}${remaining(rest, "character")}`;
}

/**
 * Shows a value the way people know from Node.js's util.inspect. Never throws; at most about
 * 64 KiB of text.
 * @param {any} value
 * @param {{depth?: number}} [options] `depth`: how many levels of objects inside the value are
 *     shown, 2 by default; Infinity or null for all (up to 100)
 */
export function inspect(value, options) {
  let depth = 2;
  if (typeof options === "object" && options !== null) {
    const given = dataProperty(options, "depth");
    if (given === null) depth = MAX_LEVELS;
    else if (typeof given === "number") depth = given;
  }
  try {
    return bounded(new Inspection(depth).value(value, 0));
  } catch {
    // Too deep for what is left of the stack, or out of memory for the text.
    return "[an object that could not be inspected]";
  }
}
