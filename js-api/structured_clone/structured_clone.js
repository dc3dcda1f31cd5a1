// structuredClone (HTML, section 2.7.10).

import { structuredClone as nativeClone } from "native:runtime";
import { converters, requireArguments } from "../internal/webidl.js";
import { DOMException } from "../errors/dom_exception.js";
import { clonePlatformObject } from "./platform_objects.js";

function newDataCloneError(message) {
  return new DOMException(message, "DataCloneError");
}

/**
 * A deep copy of `value`; the ArrayBuffers of `options.transfer` are moved instead of copied.
 * Throws a DataCloneError for what has no copy: functions, symbols, most platform objects.
 * @param {any} value
 * @param {{transfer?: ArrayBuffer[]}} [options]
 */
export function structuredClone(value, options = undefined) {
  requireArguments(1, arguments.length, "Window", "structuredClone");
  const transfer = converters.StructuredSerializeOptions(options);
  return nativeClone(value, transfer, clonePlatformObject, newDataCloneError);
}
