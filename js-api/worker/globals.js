// Puts what the runtime has onto the global object, as Web IDL and HTML say.

import { ObjectDefineProperty, ObjectKeys } from "../internal/primordials.js";
import { defineName } from "../internal/webidl.js";

function defineAll(values, enumerable) {
  const names = ObjectKeys(values);
  for (let i = 0; i < names.length; ++i) {
    const value = values[names[i]];
    if (typeof value === "function") defineName(value, names[i]);
    ObjectDefineProperty(globalThis, names[i], {
      __proto__: null,
      value,
      writable: true,
      enumerable,
      configurable: true,
    });
  }
}

/** Interfaces and namespaces: not enumerable. `values` is {name: value}. */
export function defineInterfaces(values) {
  defineAll(values, false);
}

/** Functions and attributes: enumerable. */
export function defineMembers(values) {
  defineAll(values, true);
}
