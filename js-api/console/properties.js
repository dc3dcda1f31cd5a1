// Looking at objects without running code of the worker: no getter is called, no trap of a proxy.

import { constructorName, ownNonIndexKeys, proxyDetails, typeName } from "native:runtime";
import {
  FunctionPrototypeToString,
  ObjectGetOwnPropertySymbols,
  ObjectKeys,
  ObjectPrototypeHasOwnProperty,
  ObjectPrototypePropertyIsEnumerable,
  ReflectGetOwnPropertyDescriptor,
  ReflectGetPrototypeOf,
  StringPrototypeEndsWith,
  StringPrototypeStartsWith,
  SymbolToStringTag,
} from "../internal/primordials.js";
import { append, toList } from "../internal/lists.js";

// A prototype chain is followed this far.
const MAX_CHAIN = 256;

/** The prototype, or null where there is none or a trap would have to run. */
export function prototypeOf(object) {
  return typeName(object) === "Proxy" ? null : ReflectGetPrototypeOf(object);
}

/** The value of an own data property; undefined if there is none. `object` is no proxy. */
export function ownData(object, key) {
  const descriptor = ReflectGetOwnPropertyDescriptor(object, key);
  if (descriptor === undefined || !ObjectPrototypeHasOwnProperty(descriptor, "value")) {
    return undefined;
  }
  return descriptor.value;
}

/** The value that reading `key` would give, where it is a data property of the chain. */
export function dataProperty(object, key) {
  let holder = object;
  for (let i = 0; i < MAX_CHAIN && holder !== null && typeName(holder) !== "Proxy"; ++i) {
    const descriptor = ReflectGetOwnPropertyDescriptor(holder, key);
    if (descriptor !== undefined) {
      return ObjectPrototypeHasOwnProperty(descriptor, "value") ? descriptor.value : undefined;
    }
    holder = ReflectGetPrototypeOf(holder);
  }
  return undefined;
}

/** Whether `prototype` is in the prototype chain of `object`. */
export function inherits(object, prototype) {
  let holder = prototypeOf(object);
  for (let i = 0; i < MAX_CHAIN && holder !== null; ++i) {
    if (holder === prototype) return true;
    holder = prototypeOf(holder);
  }
  return false;
}

/** The target behind any number of proxies; null if one of them is revoked. */
export function behindProxies(object) {
  let value = object;
  while (value !== null && typeName(value) === "Proxy") value = proxyDetails(value)[0];
  return value;
}

/**
 * The name of the class that made `object`: the nearest `constructor` of its prototype chain that
 * it is an instance of. Null for an object without one.
 */
export function classOf(object) {
  let holder = object;
  for (let i = 0; i < MAX_CHAIN && holder !== null && typeName(holder) !== "Proxy"; ++i) {
    const maker = ownData(holder, "constructor");
    if (typeof maker === "function" && typeName(maker) !== "Proxy") {
      const name = ownData(maker, "name");
      const prototype = ownData(maker, "prototype");
      if (typeof name === "string" && name !== "" && prototype !== undefined &&
          inherits(object, prototype)) {
        return name;
      }
    }
    holder = ReflectGetPrototypeOf(holder);
  }
  return null;
}

/** What V8 calls an object that has no constructor to ask. */
export function engineNameOf(object) {
  return constructorName(object);
}

/** The object's Symbol.toStringTag, where that says more than the name of its class. */
export function tagOf(object, className) {
  // One that is among the properties anyway is not said twice.
  if (ObjectPrototypePropertyIsEnumerable(object, SymbolToStringTag)) return "";
  const tag = dataProperty(object, SymbolToStringTag);
  return typeof tag === "string" && tag !== className ? tag : "";
}

/** Whether a function is a class. */
export function isClass(fn) {
  const source = FunctionPrototypeToString(fn);
  return StringPrototypeStartsWith(source, "class") && StringPrototypeEndsWith(source, "}");
}

/** The object's own enumerable keys; of indexed objects, only those that are no indices. */
export function visibleKeys(object, indexed) {
  if (indexed) return toList(ownNonIndexKeys(object));
  const keys = toList(ObjectKeys(object));
  const symbols = ObjectGetOwnPropertySymbols(object);
  for (let i = 0; i < symbols.length; ++i) {
    if (ObjectPrototypePropertyIsEnumerable(object, symbols[i])) {
      append(keys, symbols[i]);
    }
  }
  return keys;
}
