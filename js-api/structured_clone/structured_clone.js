// structuredClone (HTML, section 2.7.10).

import { structuredClone as nativeClone } from "native:runtime";
import { converters, requireArguments } from "../internal/webidl.js";
import { domException } from "../errors/dom_exception.js";
import { clonePlatformObject } from "./platform_objects.js";

function newDataCloneError(message) {
  return domException(message, "DataCloneError");
}

/**
 * A deep copy of `value`; the ArrayBuffers of `options.transfer` are moved instead of copied.
 * @param {any} value
 * @param {{transfer?: ArrayBuffer[]}} [options]
 * @throws {DOMException} a DataCloneError for what has no copy: functions, symbols, most platform
 *     objects
 */
export function structuredClone(value, options = undefined) {
  requireArguments(1, arguments.length, "WorkerGlobalScope", "structuredClone");
  const where = "Failed to execute 'structuredClone' on 'WorkerGlobalScope'";
  const transfer = converters.StructuredSerializeOptions(options, where);
  return nativeClone(value, transfer, clonePlatformObject, newDataCloneError);
}
