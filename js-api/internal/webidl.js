// Web IDL: how values of a worker become the arguments of a method, and the shape of an interface.
//
// `where` begins every message and names the caller: "Failed to execute 'get' on 'Headers'". The
// converters are in webidl_numbers.js, webidl_strings.js and webidl_objects.js; all of them are
// exported from here too.

import {
  ObjectDefineProperty,
  ObjectHasOwn,
  ReflectGetOwnPropertyDescriptor,
  ReflectOwnKeys,
  SafeSet,
  SetPrototypeAdd,
  SetPrototypeHas,
  StringPrototypeStartsWith,
  SymbolToStringTag,
  TypeError,
} from "./primordials.js";
import { inspectSymbol } from "./inspect_hook.js";
import { describe, quote, toByteString, toDOMString, toUSVString } from "./webidl_strings.js";
import {
  clampedInteger,
  toDouble,
  toLong,
  toLongLong,
  toOctet,
  toUnrestrictedDouble,
  toUnsignedLong,
  toUnsignedLongLong,
  toUnsignedShort,
} from "./webidl_numbers.js";
import {
  dictionaryOf,
  isBufferSource,
  isObject,
  iterate,
  toBoolean,
  toBufferSource,
  toCallbackFunction,
  toDictionary,
  toEnum,
  toRecord,
  toSequence,
  toStructuredSerializeOptions,
  toTransferList,
} from "./webidl_objects.js";

export {
  clampedInteger,
  describe,
  dictionaryOf,
  isBufferSource,
  isObject,
  iterate,
  quote,
  toBoolean,
  toBufferSource,
  toByteString,
  toCallbackFunction,
  toDictionary,
  toDOMString,
  toDouble,
  toEnum,
  toLong,
  toLongLong,
  toOctet,
  toRecord,
  toSequence,
  toTransferList,
  toUnrestrictedDouble,
  toUnsignedLong,
  toUnsignedLongLong,
  toUnsignedShort,
  toUSVString,
};

/** The converters by the names of their Web IDL types: converters.USVString(value, where). */
export const converters = {
  boolean: toBoolean,
  BufferSource: toBufferSource,
  ByteString: toByteString,
  clampedInteger,
  describe,
  DOMString: toDOMString,
  double: toDouble,
  "long": toLong,
  "long long": toLongLong,
  quote,
  sequence: toSequence,
  StructuredSerializeOptions: toStructuredSerializeOptions,
  "unrestricted double": toUnrestrictedDouble,
  "unsigned long": toUnsignedLong,
  "unsigned long long": toUnsignedLongLong,
  "unsigned short": toUnsignedShort,
  USVString: toUSVString,
};

/**
 * How the messages about a call begin.
 * @param {string} interfaceName
 * @param {string} [method] none for the constructor
 */
export function whereOf(interfaceName, method = undefined) {
  return method === undefined
    ? `Failed to construct '${interfaceName}'`
    : `Failed to execute '${method}' on '${interfaceName}'`;
}

/**
 * TypeError unless `given` (arguments.length) is at least `needed`.
 * @param {number} needed
 * @param {number} given
 * @param {string} interfaceName
 * @param {string} [method] none for the constructor
 */
export function requireArguments(needed, given, interfaceName, method = undefined) {
  if (given < needed) throw tooFewArguments(needed, given, interfaceName, method);
}

function tooFewArguments(needed, given, interfaceName, method) {
  return new TypeError(
    `${whereOf(interfaceName, method)}: ${needed} argument${needed === 1 ? "" : "s"} required, ` +
      `but only ${given} present.`,
  );
}

/** Throws what `new X()` throws for an interface that workers cannot construct. */
export function illegalConstructor() {
  throw new TypeError("Illegal constructor");
}

/** The TypeError for a method or accessor that was called on an object of another class. */
export function illegalInvocation() {
  return new TypeError("Illegal invocation");
}

function makeEnumerable(object, skipped) {
  const keys = ReflectOwnKeys(object);
  for (let i = 0; i < keys.length; ++i) {
    const key = keys[i];
    if (typeof key === "symbol" || skipped[key] === true) continue;
    if (!ReflectGetOwnPropertyDescriptor(object, key).configurable) continue;
    ObjectDefineProperty(object, key, { __proto__: null, enumerable: true });
  }
}

const PROTOTYPE_SKIPPED = { __proto__: null, constructor: true };
const STATICS_SKIPPED = { __proto__: null, length: true, name: true, prototype: true };
const interfacePrototypes = new SafeSet();

/** Gives a function the name that the standard has for it; a bundler may have changed it. */
export function defineName(func, name) {
  if (func.name === name) return;
  ObjectDefineProperty(func, "name", { __proto__: null, value: name, configurable: true });
}

/**
 * Gives a class the shape of a Web IDL interface: its methods, accessors and statics are enumerable,
 * and its prototype has a Symbol.toStringTag.
 * @param {Function} Class
 * @param {string} name the interface's name
 */
export function defineInterface(Class, name) {
  if (Class.name !== name && StringPrototypeStartsWith(Class.name, "_")) {
    throw new TypeError(`The bundler has renamed the class ${name}; expected one that does not ` +
      "name itself.");
  }
  makeEnumerable(Class.prototype, PROTOTYPE_SKIPPED);
  makeEnumerable(Class, STATICS_SKIPPED);
  defineToStringTag(Class.prototype, name);
  // A worker that replaced it would have the console call it.
  if (ObjectHasOwn(Class.prototype, inspectSymbol)) {
    ObjectDefineProperty(Class.prototype, inspectSymbol,
      { __proto__: null, writable: false, configurable: false });
  }
  SetPrototypeAdd(interfacePrototypes, Class.prototype);
}

/** Whether the object is the prototype of a class that went through defineInterface. */
export function isInterfacePrototype(object) {
  return SetPrototypeHas(interfacePrototypes, object);
}

/** Web IDL constants, on the class and on its prototype: `constants` is {NAME: number}. */
export function defineConstants(Class, constants) {
  const names = ReflectOwnKeys(constants);
  for (let i = 0; i < names.length; ++i) {
    const constant = { __proto__: null, value: constants[names[i]], enumerable: true };
    ObjectDefineProperty(Class, names[i], constant);
    ObjectDefineProperty(Class.prototype, names[i], constant);
  }
}

/** Gives an object (a prototype, a namespace such as console) its Symbol.toStringTag. */
export function defineToStringTag(object, name) {
  ObjectDefineProperty(object, SymbolToStringTag,
    { __proto__: null, value: name, configurable: true });
}
