// FormData (XMLHttpRequest Standard, section 4).

import {
  ArrayPrototypePush,
  ArrayPrototypeSplice,
  TypeError,
} from "../internal/primordials.js";
import { definePairIterable } from "../internal/iterable.js";
import { converters, defineInterface, requireArguments } from "../internal/webidl.js";
import { blobBytes, blobType, isBlob } from "../blob/blob.js";
import { isFile, newFile } from "../blob/file.js";
import { inspectSymbol } from "../console/inspect_hook.js";
import { Map, MapPrototypeGet, MapPrototypeSet } from "../internal/primordials.js";

// An entry's value: a string, or a File made of the given Blob (section 4.3, "create an entry").
function toEntryValue(value, hasFileName, fileName) {
  if (!isBlob(value)) return converters.USVString(value);
  if (isFile(value) && !hasFileName) return value;
  const name = hasFileName ? converters.USVString(fileName) : "blob";
  return newFile(blobBytes(value), blobType(value), name);
}

function requireBlob(value, method) {
  if (isBlob(value)) return;
  throw new TypeError(
    `Failed to execute '${method}' on 'FormData': parameter 2 is not of type 'Blob'.`);
}

let formDataPairs;
let isFormData;

/** Names with values that are strings or Files, in order, as forms submit them. */
export class FormData {
  // name, value, name, value ...
  #pairs = [];

  /** Takes no form: there are no documents here. */
  constructor(form = undefined, _submitter = undefined) {
    if (form !== undefined) {
      throw new TypeError(
        "Failed to construct 'FormData': parameter 1 is not of type 'HTMLFormElement'.");
    }
  }

  /** Adds an entry after the others. A Blob becomes a File, named `fileName` or "blob". */
  append(name, value, fileName = undefined) {
    const pairs = this.#pairs;
    requireArguments(2, arguments.length, "FormData", "append");
    const named = arguments.length > 2 && fileName !== undefined;
    name = converters.USVString(name);
    if (arguments.length > 2) requireBlob(value, "append");
    value = toEntryValue(value, named, fileName);
    ArrayPrototypePush(pairs, name, value);
  }

  /** Removes every entry of that name. */
  delete(name) {
    const pairs = this.#pairs;
    requireArguments(1, arguments.length, "FormData", "delete");
    name = converters.USVString(name);
    for (let i = pairs.length - 2; i >= 0; i -= 2) {
      if (pairs[i] === name) ArrayPrototypeSplice(pairs, i, 2);
    }
  }

  /** @returns {string|File|null} the first value of that name */
  get(name) {
    const pairs = this.#pairs;
    requireArguments(1, arguments.length, "FormData", "get");
    name = converters.USVString(name);
    for (let i = 0; i < pairs.length; i += 2) {
      if (pairs[i] === name) return pairs[i + 1];
    }
    return null;
  }

  /** @returns {(string|File)[]} all values of that name */
  getAll(name) {
    const pairs = this.#pairs;
    requireArguments(1, arguments.length, "FormData", "getAll");
    name = converters.USVString(name);
    const values = [];
    for (let i = 0; i < pairs.length; i += 2) {
      if (pairs[i] === name) ArrayPrototypePush(values, pairs[i + 1]);
    }
    return values;
  }

  /** @returns {boolean} whether there is an entry of that name */
  has(name) {
    const pairs = this.#pairs;
    requireArguments(1, arguments.length, "FormData", "has");
    name = converters.USVString(name);
    for (let i = 0; i < pairs.length; i += 2) {
      if (pairs[i] === name) return true;
    }
    return false;
  }

  /** Replaces the first entry of that name and removes the others; appends if there is none. */
  set(name, value, fileName = undefined) {
    const pairs = this.#pairs;
    requireArguments(2, arguments.length, "FormData", "set");
    const named = arguments.length > 2 && fileName !== undefined;
    name = converters.USVString(name);
    if (arguments.length > 2) requireBlob(value, "set");
    value = toEntryValue(value, named, fileName);
    let first = -1;
    for (let i = pairs.length - 2; i >= 0; i -= 2) {
      if (pairs[i] !== name) continue;
      if (first !== -1) ArrayPrototypeSplice(pairs, first, 2);
      first = i;
    }
    if (first === -1) {
      ArrayPrototypePush(pairs, name, value);
    } else {
      pairs[first + 1] = value;
    }
  }

  [inspectSymbol]() {
    const pairs = this.#pairs;
    const shown = new Map();
    for (let i = 0; i < pairs.length; i += 2) {
      const values = MapPrototypeGet(shown, pairs[i]);
      if (values === undefined) MapPrototypeSet(shown, pairs[i], [pairs[i + 1]]);
      else ArrayPrototypePush(values, pairs[i + 1]);
    }
    return shown;
  }

  static {
    formDataPairs = (formData) => formData.#pairs;
    isFormData = (value) => typeof value === "object" && value !== null && #pairs in value;
  }
}
definePairIterable(FormData, "FormData", (formData) => formDataPairs(formData));
defineInterface(FormData);

/** A FormData with the entries of a flat array: name, string or File, name ... */
export function newFormData(pairs) {
  const formData = new FormData();
  const own = formDataPairs(formData);
  for (let i = 0; i < pairs.length; ++i) ArrayPrototypePush(own, pairs[i]);
  return formData;
}

/**
 * isFormData(value): whether the value is a FormData.
 * formDataPairs(formData): its entries as a flat array, which must not be changed.
 */
export { formDataPairs, isFormData };
