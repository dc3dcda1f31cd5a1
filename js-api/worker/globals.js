// Puts what the runtime has onto the global object, as Web IDL and HTML say.

import {
  ObjectDefineProperty,
  ObjectKeys,
  ReflectGetOwnPropertyDescriptor,
} from "../internal/primordials.js";
import { defineName, illegalInvocation } from "../internal/webidl.js";

const global = globalThis;

function define(name, value, enumerable) {
  ObjectDefineProperty(global, name,
    { __proto__: null, value, writable: true, enumerable, configurable: true });
}

function defineAll(values, enumerable) {
  const names = ObjectKeys(values);
  for (let i = 0; i < names.length; ++i) {
    const value = values[names[i]];
    if (typeof value === "function") defineName(value, names[i]);
    define(names[i], value, enumerable);
  }
}

function requireGlobal(object) {
  if (object !== undefined && object !== null && object !== global) throw illegalInvocation();
}

/** Interfaces and namespaces: not enumerable. `values` is {name: value}. */
export function defineInterfaces(values) {
  defineAll(values, false);
}

/** Functions: enumerable. */
export function defineMembers(values) {
  defineAll(values, true);
}

/**
 * Attributes: accessors. To set one replaces it ([Replaceable] in Web IDL), so that a script may
 * have a variable of that name.
 */
export function defineAttributes(values) {
  const names = ObjectKeys(values);
  for (let i = 0; i < names.length; ++i) {
    const name = names[i];
    const value = values[name];
    const { get, set } = ReflectGetOwnPropertyDescriptor({
      get [name]() {
        requireGlobal(this);
        return value;
      },
      set [name](replacement) {
        requireGlobal(this);
        define(name, replacement, true);
      },
    }, name);
    ObjectDefineProperty(global, name,
      { __proto__: null, get, set, enumerable: true, configurable: true });
  }
}
