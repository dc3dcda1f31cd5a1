// env.NAME for an entry of `kv_namespaces`: keys and values that outlive the worker.

import { begin, remove } from "native:kv";
import { TypeError } from "../../js-api/internal/primordials.js";
import { rejected, resolved } from "../../js-api/internal/promises.js";
import { defineInterface, requireArguments, toUSVString } from "../../js-api/internal/webidl.js";
import { requireKey } from "./failures.js";
import { get, getWithMetadata } from "./get.js";
import { list } from "./list.js";
import { put } from "./put.js";

// Marks the constructor calls of this module.
const INTERNAL = {};

// A promise of what `step` returns, rejected with what it throws. What it returns has no `then`.
function promised(step) {
  try {
    return resolved(step());
  } catch (error) {
    return rejected(error);
  }
}

export class KvNamespace {
  #grant;

  constructor(internal = undefined, grant = undefined) {
    if (internal !== INTERNAL) throw new TypeError("Illegal constructor");
    this.#grant = grant;
  }

  /**
   * @param {string|string[]} key
   * @param {string|{type?: string, cacheTtl?: number}} [options]
   * @returns {Promise<string|ArrayBuffer|ReadableStream|any|null>} a Promise<Map> for several keys
   */
  get(key, options = undefined) {
    const count = arguments.length;
    return promised(() => {
      requireArguments(1, count, "KvNamespace", "get");
      return get(this.#grant, key, options);
    });
  }

  /** The same with the key's metadata: {value, metadata, cacheStatus}. */
  getWithMetadata(key, options = undefined) {
    const count = arguments.length;
    return promised(() => {
      requireArguments(1, count, "KvNamespace", "getWithMetadata");
      return getWithMetadata(this.#grant, key, options);
    });
  }

  /**
   * @param {string} key
   * @param {string|ArrayBuffer|ArrayBufferView|ReadableStream} value
   * @param {{expiration?: number, expirationTtl?: number, metadata?: any}} [options]
   * @returns {Promise<undefined>}
   */
  put(key, value, options = undefined) {
    try {
      requireArguments(2, arguments.length, "KvNamespace", "put");
      return put(this.#grant, key, value, options);
    } catch (error) {
      return rejected(error);
    }
  }

  /** @returns {Promise<undefined>} */
  delete(key) {
    try {
      requireArguments(1, arguments.length, "KvNamespace", "delete");
      const name = toUSVString(key);
      requireKey("DELETE", name);
      begin();
      return remove(this.#grant, name);
    } catch (error) {
      return rejected(error);
    }
  }

  /**
   * @param {{prefix?: string, limit?: number, cursor?: string}} [options]
   * @returns {Promise<{keys: object[], list_complete: boolean, cursor?: string, cacheStatus: null}>}
   */
  list(options = undefined) {
    return promised(() => list(this.#grant, options));
  }
}
defineInterface(KvNamespace, "KvNamespace");

/**
 * The object for a binding.
 * @param {number} grant its place among the worker's
 */
export function newKvNamespace(grant) {
  return new KvNamespace(INTERNAL, grant);
}
