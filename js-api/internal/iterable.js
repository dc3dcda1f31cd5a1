// Web IDL's pair iterables (section 3.7.10): what Headers, URLSearchParams and FormData have in
// common.

import {
  IteratorPrototype,
  ObjectDefineProperty,
  ObjectSetPrototypeOf,
  ReflectApply,
  ReflectDeleteProperty,
  SymbolIterator,
  SymbolToStringTag,
  TypeError,
} from "./primordials.js";

const KEYS = 0;
const VALUES = 1;

function defineMethod(object, key, value, enumerable) {
  ObjectDefineProperty(object, key,
    { __proto__: null, value, writable: true, enumerable, configurable: true });
}

function iteratorClass(name, pairsOf) {
  class PairIterator {
    #object;
    #kind;
    #index = 0;

    constructor(object, kind) {
      this.#object = object;
      this.#kind = kind;
    }

    next() {
      if (!(#object in this)) throw new TypeError("Illegal invocation");
      const pairs = pairsOf(this.#object);
      const index = this.#index;
      if (index >= pairs.length) return { value: undefined, done: true };
      this.#index = index + 2;
      if (this.#kind === KEYS) return { value: pairs[index], done: false };
      if (this.#kind === VALUES) return { value: pairs[index + 1], done: false };
      return { value: [pairs[index], pairs[index + 1]], done: false };
    }
  }
  const { prototype } = PairIterator;
  ReflectDeleteProperty(prototype, "constructor");
  ObjectSetPrototypeOf(prototype, IteratorPrototype);
  defineMethod(prototype, "next", prototype.next, true);
  ObjectDefineProperty(prototype, SymbolToStringTag,
    { __proto__: null, value: `${name} Iterator`, configurable: true });
  return PairIterator;
}

/**
 * Gives the class `entries`, `keys`, `values`, `forEach` and Symbol.iterator.
 * @param {Function} Class
 * @param {string} name the interface's name
 * @param {(object) => any[]} pairsOf the object's pairs at this moment as a flat array: key, value,
 *     key, value ...; throws a TypeError for an object of another class
 */
export function definePairIterable(Class, name, pairsOf) {
  const PairIterator = iteratorClass(name, pairsOf);
  const methods = {
    entries() {
      pairsOf(this);
      return new PairIterator(this, undefined);
    },
    keys() {
      pairsOf(this);
      return new PairIterator(this, KEYS);
    },
    values() {
      pairsOf(this);
      return new PairIterator(this, VALUES);
    },
    forEach(callback, thisArgument = undefined) {
      pairsOf(this);
      if (typeof callback !== "function") {
        throw new TypeError(
          `Failed to execute 'forEach' on '${name}': parameter 1 is not a function.`);
      }
      for (let i = 0; i < pairsOf(this).length; i += 2) {
        const pairs = pairsOf(this);
        ReflectApply(callback, thisArgument, [pairs[i + 1], pairs[i], this]);
      }
    },
  };
  const { prototype } = Class;
  defineMethod(prototype, "entries", methods.entries, true);
  defineMethod(prototype, "keys", methods.keys, true);
  defineMethod(prototype, "values", methods.values, true);
  defineMethod(prototype, "forEach", methods.forEach, true);
  defineMethod(prototype, SymbolIterator, methods.entries, false);
}
