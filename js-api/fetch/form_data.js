// FormData (XMLHttpRequest Standard, section 4).

import {
  Map,
  MapPrototypeGet,
  MapPrototypeSet,
  TypeError,
} from "../internal/primordials.js";
import { List, append, appendPair, toArray } from "../internal/lists.js";
import { definePairIterable } from "../internal/iterable.js";
import { defineInterface, describe, requireArguments, toUSVString } from "../internal/webidl.js";
import { blobBytes, blobType, isBlob } from "../blob/blob.js";
import { createFile, fileLastModified, isFile } from "../blob/file.js";
import { inspectSymbol } from "../internal/inspect_hook.js";

// An entry's value: a string, or a File made of the given Blob (section 4.3, "create an entry").
// `count` is how many arguments the caller gave: a file name goes with Blobs only.
function toEntryValue(value, fileName, count, where) {
  if (!isBlob(value)) {
    if (count < 3) return toUSVString(value, where);
    throw new TypeError(
      `${where}: the value is ${describe(value)}; expected a Blob, because a file name is given.`);
  }
  if (fileName !== undefined) {
    const name = toUSVString(fileName, where);
    const lastModified = isFile(value) ? fileLastModified(value) : undefined;
    return createFile(blobBytes(value), blobType(value), name, lastModified);
  }
  return isFile(value) ? value : createFile(blobBytes(value), blobType(value), "blob");
}

// Removes the entries named `name` from index `from` on, in place.
function removeFrom(pairs, name, from) {
  let kept = from;
  for (let i = from; i < pairs.length; i += 2) {
    if (pairs[i] === name) continue;
    pairs[kept] = pairs[i];
    pairs[kept + 1] = pairs[i + 1];
    kept += 2;
  }
  pairs.length = kept;
}

function indexOf(pairs, name) {
  for (let i = 0; i < pairs.length; i += 2) {
    if (pairs[i] === name) return i;
  }
  return -1;
}

let formDataPairs;
let isFormData;

/** Names with values that are strings or Files, in order, as forms submit them. */
export class FormData {
  // name, value, name, value ...
  #pairs = new List();

  /** Takes no form: there are no documents here. */
  constructor(form = undefined, _submitter = undefined) {
    if (form !== undefined) {
      throw new TypeError(
        `Failed to construct 'FormData': the form is ${describe(form)}; expected none, since ` +
          "there are no documents here.");
    }
  }

  /** Adds an entry after the others. A Blob becomes a File, named `fileName` or "blob". */
  append(name, value, fileName = undefined) {
    const pairs = this.#pairs;
    requireArguments(2, arguments.length, "FormData", "append");
    const where = "Failed to execute 'append' on 'FormData'";
    const key = toUSVString(name, where);
    appendPair(pairs, key, toEntryValue(value, fileName, arguments.length, where));
  }

  /** Removes every entry of that name. */
  delete(name) {
    const pairs = this.#pairs;
    requireArguments(1, arguments.length, "FormData", "delete");
    removeFrom(pairs, toUSVString(name, "Failed to execute 'delete' on 'FormData'"), 0);
  }

  /** @returns {string|File|null} the first value of that name */
  get(name) {
    const pairs = this.#pairs;
    requireArguments(1, arguments.length, "FormData", "get");
    const index = indexOf(pairs, toUSVString(name, "Failed to execute 'get' on 'FormData'"));
    return index === -1 ? null : pairs[index + 1];
  }

  /** @returns {(string|File)[]} all values of that name */
  getAll(name) {
    const pairs = this.#pairs;
    requireArguments(1, arguments.length, "FormData", "getAll");
    const key = toUSVString(name, "Failed to execute 'getAll' on 'FormData'");
    const values = new List();
    for (let i = 0; i < pairs.length; i += 2) {
      if (pairs[i] === key) append(values, pairs[i + 1]);
    }
    return toArray(values);
  }

  /** @returns {boolean} whether there is an entry of that name */
  has(name) {
    const pairs = this.#pairs;
    requireArguments(1, arguments.length, "FormData", "has");
    return indexOf(pairs, toUSVString(name, "Failed to execute 'has' on 'FormData'")) !== -1;
  }

  /** Replaces the first entry of that name and removes the others; appends if there is none. */
  set(name, value, fileName = undefined) {
    const pairs = this.#pairs;
    requireArguments(2, arguments.length, "FormData", "set");
    const where = "Failed to execute 'set' on 'FormData'";
    const key = toUSVString(name, where);
    const entry = toEntryValue(value, fileName, arguments.length, where);
    const index = indexOf(pairs, key);
    if (index === -1) {
      appendPair(pairs, key, entry);
    } else {
      pairs[index + 1] = entry;
      removeFrom(pairs, key, index + 2);
    }
  }

  [inspectSymbol]() {
    const pairs = this.#pairs;
    const shown = new Map();
    for (let i = 0; i < pairs.length; i += 2) {
      const values = MapPrototypeGet(shown, pairs[i]);
      if (values === undefined) MapPrototypeSet(shown, pairs[i], [pairs[i + 1]]);
      else append(values, pairs[i + 1]);
    }
    return shown;
  }

  static {
    formDataPairs = (formData) => formData.#pairs;
    isFormData = (value) => typeof value === "object" && value !== null && #pairs in value;
  }
}
definePairIterable(FormData, "FormData", (formData) => formDataPairs(formData));
defineInterface(FormData, "FormData");

/** A FormData with the entries of a flat array: name, string or File, name ... */
export function createFormData(pairs) {
  const formData = new FormData();
  const own = formDataPairs(formData);
  for (let i = 0; i < pairs.length; ++i) append(own, pairs[i]);
  return formData;
}

/**
 * isFormData(value): whether the value is a FormData.
 * formDataPairs(formData): its entries as a flat array, which must not be changed.
 */
export { formDataPairs, isFormData };
