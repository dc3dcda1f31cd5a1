// CacheStorage (Service Workers, section 5.5), as far as the Workers platform has it.

import { Error, TypeError } from "../../js-api/internal/primordials.js";
import { rejected, resolved } from "../../js-api/internal/promises.js";
import { defineInterface, requireArguments, toUSVString } from "../../js-api/internal/webidl.js";
import { newCache } from "./cache.js";

// Marks the constructor calls of this module.
const INTERNAL = {};
// Code units of a name.
const LONGEST_NAME = 1024;

// Keys of caches: fetch() shares the first one.
const DEFAULT = "d";
const NAMED = "n";

const defaultCache = newCache(DEFAULT);

function notImplemented(method) {
  return new Error(`Failed to execute '${method}' on 'CacheStorage': the method is not implemented.`);
}

/** The caches of a worker. */
export class CacheStorage {
  #default;

  constructor(internal = undefined) {
    if (internal !== INTERNAL) throw new TypeError("Illegal constructor");
    this.#default = defaultCache;
  }

  /** @returns {Cache} the one that fetch() uses, too */
  get default() {
    return this.#default;
  }

  /**
   * @param {string} name
   * @returns {Promise<Cache>} the same responses for the same name
   */
  open(name) {
    try {
      this.#default;
      requireArguments(1, arguments.length, "CacheStorage", "open");
      const converted = toUSVString(name, "Failed to execute 'open' on 'CacheStorage'");
      if (converted.length >= LONGEST_NAME) throw new TypeError("Cache name is too long.");
      return resolved(newCache(NAMED + converted));
    } catch (error) {
      return rejected(error);
    }
  }

  delete() {
    this.#default;
    return rejected(notImplemented("delete"));
  }

  has() {
    this.#default;
    return rejected(notImplemented("has"));
  }

  keys() {
    this.#default;
    return rejected(notImplemented("keys"));
  }

  match() {
    this.#default;
    return rejected(notImplemented("match"));
  }
}
defineInterface(CacheStorage, "CacheStorage");

/** The object `caches`. */
export const caches = new CacheStorage(INTERNAL);
