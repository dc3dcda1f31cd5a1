// UnderlyingSource (Streams, section 4.2.3): reading the dictionary, and setting a stream up from it.

import { FunctionPrototypeCall, RangeError, TypeError } from "../internal/primordials.js";
import {
  dictionaryOf,
  toCallbackFunction,
  toDictionary,
  toEnum,
  toUnsignedLongLong,
} from "../internal/webidl.js";
import { doNothing, invoke } from "./callbacks.js";
import { extractHighWaterMark, extractSizeAlgorithm } from "./queuing_strategy.js";
import { wrapByteController } from "./readable_byte_stream_controller.js";
import { ReadableByteStreamControllerState } from "./readable_byte_stream_controller_state.js";
import { wrapDefaultController } from "./readable_stream_default_controller.js";
import { ReadableStreamDefaultControllerState } from "./readable_stream_default_controller_state.js";

const ENFORCE_RANGE = { __proto__: null, enforceRange: true };
const TYPES = ["bytes"];
const MEMBERS = dictionaryOf([
  {
    key: "autoAllocateChunkSize",
    converter: (value, where) => toUnsignedLongLong(value, where, ENFORCE_RANGE),
  },
  { key: "cancel", converter: toCallbackFunction },
  { key: "pull", converter: toCallbackFunction },
  { key: "start", converter: toCallbackFunction },
  { key: "type", converter: (value, where) => toEnum(value, TYPES, where) },
]);

/** UnderlyingSource: its members, undefined where they are missing. */
export function toUnderlyingSource(value, where) {
  return toDictionary(value, MEMBERS, where);
}

/** SetUpReadableStreamDefaultControllerFromUnderlyingSource, or the same for byte streams. */
export function setUpFromSource(stream, receiver, source, strategy, where) {
  if (source.type === "bytes") setUpByteStream(stream, receiver, source, strategy, where);
  else setUpDefaultStream(stream, receiver, source, strategy, where);
}

function setUpDefaultStream(stream, receiver, { start, pull, cancel }, strategy, where) {
  const sizeAlgorithm = extractSizeAlgorithm(strategy);
  const highWaterMark = extractHighWaterMark(strategy, 1, where);
  const controller = new ReadableStreamDefaultControllerState(
    stream,
    pull === undefined
      ? doNothing
      : () => invoke(pull, receiver, wrapDefaultController(controller)),
    cancel === undefined ? doNothing : (reason) => invoke(cancel, receiver, reason),
    highWaterMark,
    sizeAlgorithm,
  );
  controller.start(
    start && FunctionPrototypeCall(start, receiver, wrapDefaultController(controller)),
  );
}

function setUpByteStream(stream, receiver, source, strategy, where) {
  if (strategy.size !== undefined) {
    throw new RangeError(`${where}: the strategy of a byte stream has a size(); expected none.`);
  }
  const { autoAllocateChunkSize, start, pull, cancel } = source;
  const highWaterMark = extractHighWaterMark(strategy, 0, where);
  if (autoAllocateChunkSize === 0) {
    throw new TypeError(`${where}: autoAllocateChunkSize is 0; expected 1 or more.`);
  }
  const controller = new ReadableByteStreamControllerState(
    stream,
    pull === undefined
      ? doNothing
      : () => invoke(pull, receiver, wrapByteController(controller)),
    cancel === undefined ? doNothing : (reason) => invoke(cancel, receiver, reason),
    highWaterMark,
    autoAllocateChunkSize,
  );
  controller.start(start && FunctionPrototypeCall(start, receiver, wrapByteController(controller)));
}
