// structuredClone (HTML, section 2.7.10).

import { converters, requireArguments } from "../internal/webidl.js";
import { cloneWithTransfer } from "./clone_with_transfer.js";

const WHERE = "Failed to execute 'structuredClone' on 'WorkerGlobalScope'";

/**
 * A deep copy of `value`; the ArrayBuffers and MessagePorts of `options.transfer` are moved instead
 * of copied.
 * @param {any} value
 * @param {{transfer?: object[]}} [options]
 * @throws {DOMException} a DataCloneError for what has no copy: functions, symbols, most platform
 *     objects
 */
export function structuredClone(value, options = undefined) {
  requireArguments(1, arguments.length, "WorkerGlobalScope", "structuredClone");
  const transfer = converters.StructuredSerializeOptions(options, WHERE);
  return cloneWithTransfer(value, transfer, WHERE).value;
}
