// What each kind of object looks like: its brackets, what stands before them, and what is inside.
//
// A shape is {name, open, close, base, keys, key, size, fill, empty, isList, isNumeric, isError}:
// - name: what stands for the object where it is too deep to show
// - base: text before the brackets; alone, it is the whole text
// - keys: own properties to show after what `fill` adds; size: how many things `fill` has to add
// - fill(inspection, object, level, entries) -> how many entries at the end are no elements
// - empty: the text when there is nothing between the brackets

import { previewEntries, promiseResult, promiseState } from "native:runtime";
import {
  ArrayBufferPrototypeGetByteLength,
  BigIntPrototypeValueOf,
  BooleanPrototypeValueOf,
  DataViewPrototypeGetBuffer,
  DataViewPrototypeGetByteLength,
  DataViewPrototypeGetByteOffset,
  DatePrototypeGetTime,
  DatePrototypeToISOString,
  MapPrototypeGetSize,
  MathMin,
  NumberIsNaN,
  NumberPrototypeValueOf,
  ObjectKeys,
  ObjectPrototypeHasOwnProperty,
  RegExpPrototypeGetDotAll,
  RegExpPrototypeGetGlobal,
  RegExpPrototypeGetHasIndices,
  RegExpPrototypeGetIgnoreCase,
  RegExpPrototypeGetMultiline,
  RegExpPrototypeGetSource,
  RegExpPrototypeGetSticky,
  RegExpPrototypeGetUnicode,
  RegExpPrototypeGetUnicodeSets,
  SetPrototypeGetSize,
  StringPrototypeSlice,
  StringPrototypeValueOf,
  SymbolPrototypeToString,
  SymbolPrototypeValueOf,
  TypedArrayPrototypeGetLength,
  TypedArrayPrototypeGetSymbolToStringTag,
  Uint8Array,
} from "../internal/primordials.js";
import { append } from "../internal/lists.js";
import { describeError } from "./errors.js";
import {
  engineNameOf,
  isClass,
  ownData,
  prototypeOf,
  visibleKeys,
} from "./properties.js";
import { formatNumber, quote } from "./quote.js";

const MAX_ELEMENTS = 100;
const MAX_OCTETS = 50;

function more(entries, count) {
  if (count <= 0) return 0;
  append(entries, `... ${count} more item${count === 1 ? "" : "s"}`);
  return 1;
}

/** "Name [tag] ", as it stands before an opening bracket. */
function prefix(object, name, tag, fallback, size = "") {
  if (name === null) {
    const engineName = engineNameOf(object);
    const known = engineName === "Object" ? fallback : engineName;
    const inherited = prototypeOf(object) === null ? `[${known}${size}: null prototype]` :
      `${known}${size} <[Object: null prototype] {}>`;
    return tag !== "" && tag !== known ? `${inherited} [${tag}] ` : `${inherited} `;
  }
  return tag !== "" ? `${name}${size} [${tag}] ` : `${name}${size} `;
}

function shapeOf(object, name, tag, fallback, indexed) {
  const title = prefix(object, name, tag, fallback);
  return {
    __proto__: null,
    name: StringPrototypeSlice(title, 0, title.length - 1),
    open: `${title}{`,
    close: "}",
    base: "",
    keys: visibleKeys(object, indexed),
    key: undefined,
    size: 0,
    fill: undefined,
    empty: undefined,
    isList: false,
    isNumeric: false,
    isError: false,
  };
}

function setList(shape, title, size, fill) {
  shape.open = `${title}[`;
  shape.close = "]";
  shape.size = size;
  shape.fill = fill;
  shape.isList = true;
  if (size === 0 && shape.keys.length === 0) shape.empty = `${title}[]`;
  return shape;
}

function setEntries(shape, title, size, fill) {
  shape.open = `${title}{`;
  shape.size = size;
  shape.fill = fill;
  return shape;
}

function setBase(shape, base, plainTitle) {
  const title = StringPrototypeSlice(shape.open, 0, shape.open.length - 1);
  shape.base = title === plainTitle ? base : `${title}${base}`;
  shape.open = "{";
  return shape;
}

// --- arrays

function fillArray(inspection, array, level, entries) {
  const length = ownData(array, "length");
  let index = 0;
  let holes = false;
  while (index < length && entries.length < MAX_ELEMENTS && !inspection.exhausted) {
    if (!ObjectPrototypeHasOwnProperty(array, index)) {
      holes = true;
      break;
    }
    append(entries, inspection.propertyValue(array, index, level));
    ++index;
  }
  if (holes) index = fillSparse(inspection, array, level, entries, index, length);
  return more(entries, length - index);
}

function pushHoles(entries, count) {
  append(entries, `<${count} empty item${count === 1 ? "" : "s"}>`);
}

// Goes on from `index`, where the first hole is, from one existing element to the next.
function fillSparse(inspection, array, level, entries, index, length) {
  const keys = ObjectKeys(array);
  for (let i = index; entries.length < MAX_ELEMENTS && !inspection.exhausted; ++i) {
    const next = i < keys.length ? +keys[i] : length;
    // The keys that are no indices come last.
    const end = next >= 0 && next < length ? next : length;
    if (end > index) {
      pushHoles(entries, end - index);
      index = end;
    }
    if (end === length || entries.length >= MAX_ELEMENTS) break;
    append(entries, inspection.propertyValue(array, index, level));
    ++index;
  }
  return index;
}

function allNumbers(array, length) {
  for (let i = 0; i < MathMin(length, MAX_ELEMENTS); ++i) {
    const type = typeof ownData(array, i);
    if (type !== "number" && type !== "bigint") return false;
  }
  return true;
}

function describeArray(array, name, tag) {
  const shape = shapeOf(array, name, tag, "Array", true);
  const length = ownData(array, "length");
  const plain = name === "Array" && tag === "";
  setList(shape, plain ? "" : prefix(array, name, tag, "Array", `(${length})`), length, fillArray);
  shape.isNumeric = length > 6 && allNumbers(array, length);
  return shape;
}

function describeArguments(object, name, tag) {
  const shape = shapeOf(object, name, tag, "Arguments", true);
  const length = ownData(object, "length");
  const size = typeof length === "number" ? MathMin(length, MAX_ELEMENTS) : 0;
  return setList(shape, "[Arguments] ", size, (inspection, list, level, entries) => {
    for (let i = 0; i < size; ++i) {
      if (ObjectPrototypeHasOwnProperty(list, i)) {
        append(entries, inspection.propertyValue(list, i, level));
      }
    }
    return more(entries, length - size);
  });
}

function fillTypedArray(inspection, array, level, entries) {
  const length = TypedArrayPrototypeGetLength(array);
  const shown = MathMin(length, MAX_ELEMENTS);
  for (let i = 0; i < shown; ++i) {
    append(entries, inspection.spend(formatNumber(array[i])));
  }
  return more(entries, length - shown);
}

function describeTypedArray(array, name, tag) {
  const type = TypedArrayPrototypeGetSymbolToStringTag(array);
  if (tag === "" && name !== type && name !== null) tag = type;
  const shape = shapeOf(array, name, tag, type, true);
  const length = TypedArrayPrototypeGetLength(array);
  setList(shape, prefix(array, name, tag, type, `(${length})`), length, fillTypedArray);
  shape.isNumeric = true;
  return shape;
}

// --- collections

function pushPairs(inspection, flat, level, entries, form) {
  let i = 0;
  for (; i < flat.length && entries.length < MAX_ELEMENTS && !inspection.exhausted; i += 2) {
    const key = inspection.nested(flat[i], level);
    const value = inspection.nested(flat[i + 1], level);
    append(entries, form(key, value));
  }
  return more(entries, (flat.length - i) / 2);
}

function pushValues(inspection, flat, level, entries) {
  let i = 0;
  for (; i < flat.length && entries.length < MAX_ELEMENTS && !inspection.exhausted; ++i) {
    append(entries, inspection.nested(flat[i], level));
  }
  return more(entries, flat.length - i);
}

const arrow = (key, value) => `${key} => ${value}`;
const pair = (key, value) => `[ ${key}, ${value} ]`;

function fillMap(inspection, map, level, entries) {
  return pushPairs(inspection, previewEntries(map), level, entries, arrow);
}

function fillSet(inspection, set, level, entries) {
  return pushValues(inspection, previewEntries(set), level, entries);
}

function describeMap(map, name, tag) {
  const size = MapPrototypeGetSize(map);
  const shape = shapeOf(map, name, tag, "Map", false);
  return setEntries(shape, prefix(map, name, tag, "Map", `(${size})`), size, fillMap);
}

function describeSet(set, name, tag) {
  const size = SetPrototypeGetSize(set);
  const shape = shapeOf(set, name, tag, "Set", false);
  return setEntries(shape, prefix(set, name, tag, "Set", `(${size})`), size, fillSet);
}

function describeIterator(iterator, collection) {
  const flat = previewEntries(iterator) ?? [];
  // An iterator of entries previews as pairs; one of keys or values as single values.
  const shape = shapeOf(iterator, "Object", "", "Object", false);
  shape.name = `${collection} Iterator`;
  return setEntries(shape, `[${collection} Iterator] `, flat.length,
    (inspection, _, level, entries) => pushValues(inspection, flat, level, entries));
}

// --- buffers

function octets(buffer) {
  let bytes;
  try {
    bytes = new Uint8Array(buffer);
  } catch {
    return "(detached)";
  }
  const length = TypedArrayPrototypeGetLength(bytes);
  const shown = MathMin(length, MAX_OCTETS);
  const digits = "0123456789abcdef";
  let text = "";
  for (let i = 0; i < shown; ++i) {
    text += `${i === 0 ? "" : " "}${digits[bytes[i] >> 4]}${digits[bytes[i] & 15]}`;
  }
  if (length > shown) {
    text += ` ... ${length - shown} more byte${length - shown === 1 ? "" : "s"}`;
  }
  return `<${text}>`;
}

function describeBuffer(buffer, name, tag, type) {
  const shape = shapeOf(buffer, name, tag, type, false);
  shape.size = 2;
  shape.fill = (inspection, object, level, entries) => {
    const contents = octets(object);
    if (contents === "(detached)") {
      append(entries, "(detached)");
    } else {
      append(entries, `[Uint8Contents]: ${inspection.spend(contents)}`);
    }
    if (type === "ArrayBuffer") {
      append(entries, `byteLength: ${ArrayBufferPrototypeGetByteLength(object)}`);
    }
    return 0;
  };
  return shape;
}

function describeDataView(view, name, tag) {
  const shape = shapeOf(view, name, tag, "DataView", false);
  shape.size = 3;
  shape.fill = (inspection, object, level, entries) => {
    try {
      append(entries, `byteLength: ${DataViewPrototypeGetByteLength(object)}`);
      append(entries, `byteOffset: ${DataViewPrototypeGetByteOffset(object)}`);
    } catch {
      append(entries, "(detached)");
    }
    const buffer = inspection.nested(DataViewPrototypeGetBuffer(object), level);
    append(entries, `buffer: ${buffer}`);
    return 0;
  };
  return shape;
}

// --- objects with a text of their own

function functionTitle(fn, name, tag) {
  const ownName = ownData(fn, "name");
  const hasName = typeof ownName === "string" && ownName !== "";
  if (isClass(fn)) {
    const parent = prototypeOf(fn);
    const parentName = parent === null ? undefined : ownData(parent, "name");
    let title = hasName ? `class ${ownName}` : "class (anonymous)";
    if (name !== "Function" && name !== null) title += ` [${name}]`;
    if (tag !== "") title += ` [${tag}]`;
    if (name === null) title += " extends [null prototype]";
    else if (typeof parentName === "string" && parentName !== "") title += ` extends ${parentName}`;
    return `[${title}]`;
  }
  const type = functionType(fn);
  let title = `[${type}`;
  if (name === null) title += " (null prototype)";
  title += hasName ? `: ${ownName}]` : " (anonymous)]";
  if (name !== type && name !== null && name !== "Function") title += ` ${name}`;
  if (tag !== "" && tag !== type) title += ` [${tag}]`;
  return title;
}

function functionType(fn) {
  const engineName = engineNameOf(fn);
  return engineName === "AsyncFunction" || engineName === "GeneratorFunction" ||
    engineName === "AsyncGeneratorFunction" ? engineName : "Function";
}

function describeFunction(fn, name, tag) {
  const shape = shapeOf(fn, name, tag, "Function", false);
  shape.base = functionTitle(fn, name, tag);
  shape.open = "{";
  return shape;
}

function regExpFlags(regExp) {
  let flags = "";
  if (RegExpPrototypeGetHasIndices(regExp)) flags += "d";
  if (RegExpPrototypeGetGlobal(regExp)) flags += "g";
  if (RegExpPrototypeGetIgnoreCase(regExp)) flags += "i";
  if (RegExpPrototypeGetMultiline(regExp)) flags += "m";
  if (RegExpPrototypeGetDotAll(regExp)) flags += "s";
  if (RegExpPrototypeGetUnicode(regExp)) flags += "u";
  if (RegExpPrototypeGetUnicodeSets(regExp)) flags += "v";
  if (RegExpPrototypeGetSticky(regExp)) flags += "y";
  return flags;
}

function describeRegExp(regExp, name, tag) {
  const text = `/${RegExpPrototypeGetSource(regExp)}/${regExpFlags(regExp)}`;
  return setBase(shapeOf(regExp, name, tag, "RegExp", false), text, "RegExp ");
}

function describeDate(date, name, tag) {
  const text = NumberIsNaN(DatePrototypeGetTime(date)) ? "Invalid Date" :
    DatePrototypeToISOString(date);
  return setBase(shapeOf(date, name, tag, "Date", false), text, "Date ");
}

const UNBOX = {
  __proto__: null,
  Number: (object) => formatNumber(NumberPrototypeValueOf(object)),
  String: (object) => quote(StringPrototypeValueOf(object)),
  Boolean: (object) => `${BooleanPrototypeValueOf(object)}`,
  BigInt: (object) => formatNumber(BigIntPrototypeValueOf(object)),
  Symbol: (object) => SymbolPrototypeToString(SymbolPrototypeValueOf(object)),
};

function describeBox(object, type, name, tag) {
  const shape = shapeOf(object, name, tag, type, type === "String");
  let title = `[${type}`;
  if (name === null) title += " (null prototype)";
  else if (name !== type) title += ` (${name})`;
  title += `: ${UNBOX[type](object)}]`;
  if (tag !== "" && tag !== type) title += ` [${tag}]`;
  shape.base = title;
  shape.open = "{";
  return shape;
}

function fillPromise(inspection, promise, level, entries) {
  const state = promiseState(promise);
  if (state === 0) {
    append(entries, "<pending>");
  } else {
    const text = inspection.nested(promiseResult(promise), level);
    append(entries, state === 2 ? `<rejected> ${text}` : text);
  }
  return 0;
}

function withNote(shape, note) {
  shape.size = 1;
  shape.fill = (inspection, _, level, entries) => {
    append(entries, note);
    return 0;
  };
  return shape;
}

function describePlain(object, name, tag) {
  const shape = shapeOf(object, name, tag, "Object", false);
  if (name === "Object" && tag === "") shape.open = "{";
  return shape;
}

function describeModule(object) {
  const shape = shapeOf(object, null, "", "Object", false);
  shape.open = "[Module: null prototype] {";
  shape.name = "Module";
  return shape;
}

/** The shape of `object`, a `type` of native:runtime's typeName, of the class `name`. */
export function describe(object, type, name, tag) {
  switch (type) {
    case "Array":
      return describeArray(object, name, tag);
    case "Arguments":
      return describeArguments(object, name, tag);
    case "TypedArray":
      return describeTypedArray(object, name, tag);
    case "Map":
      return describeMap(object, name, tag);
    case "Set":
      return describeSet(object, name, tag);
    case "MapIterator":
      return describeIterator(object, "Map");
    case "SetIterator":
      return describeIterator(object, "Set");
    case "ArrayBuffer":
    case "SharedArrayBuffer":
      return describeBuffer(object, name, tag, type);
    case "DataView":
      return describeDataView(object, name, tag);
    case "Function":
      return describeFunction(object, name, tag);
    case "RegExp":
      return describeRegExp(object, name, tag);
    case "Date":
      return describeDate(object, name, tag);
    case "Error":
      return describeError(shapeOf(object, name, tag, "Error", false), object, name);
    case "Promise": {
      const shape = shapeOf(object, name, tag, "Promise", false);
      shape.size = 1;
      shape.fill = fillPromise;
      return shape;
    }
    case "WeakMap":
    case "WeakSet":
      return withNote(shapeOf(object, name, tag, type, false), "<items unknown>");
    case "WeakRef":
      return withNote(shapeOf(object, name, tag, type, false), "<target>");
    case "Module":
      return describeModule(object);
    case "Generator":
      return shapeOf(object, "Object", "Generator", "Object", false);
    default:
      return type in UNBOX ? describeBox(object, type, name, tag) :
        describePlain(object, name, tag);
  }
}
