// UnderlyingSink (Streams, section 5.2.3): reading the dictionary, and setting a stream up from it.

import { FunctionPrototypeCall, RangeError } from "../internal/primordials.js";
import { describe, dictionaryOf, toCallbackFunction, toDictionary } from "../internal/webidl.js";
import { doNothing, invoke, invokeWithNone, invokeWithTwo } from "./callbacks.js";
import { extractHighWaterMark, extractSizeAlgorithm } from "./queuing_strategy.js";
import { wrapWritableController } from "./writable_stream_default_controller.js";
import { WritableStreamDefaultControllerState } from "./writable_stream_default_controller_state.js";

const MEMBERS = dictionaryOf([
  { key: "abort", converter: toCallbackFunction },
  { key: "close", converter: toCallbackFunction },
  { key: "start", converter: toCallbackFunction },
  { key: "type", converter: (value) => value },
  { key: "write", converter: toCallbackFunction },
]);

/** UnderlyingSink: its members, undefined where they are missing. RangeError when it has a type. */
export function toUnderlyingSink(value, where) {
  const sink = toDictionary(value, MEMBERS, where);
  if (sink.type !== undefined) {
    throw new RangeError(
      `${where}: the underlying sink's type is ${describe(sink.type)}; expected none.`,
    );
  }
  return sink;
}

/** SetUpWritableStreamDefaultControllerFromUnderlyingSink. */
export function setUpFromSink(stream, receiver, { start, write, close, abort }, strategy, where) {
  const sizeAlgorithm = extractSizeAlgorithm(strategy);
  const highWaterMark = extractHighWaterMark(strategy, 1, where);
  const algorithms = {
    __proto__: null,
    write: write === undefined
      ? doNothing
      : (chunk) => invokeWithTwo(write, receiver, chunk, wrapWritableController(controller)),
    close: close === undefined ? doNothing : () => invokeWithNone(close, receiver),
    abort: abort === undefined ? doNothing : (reason) => invoke(abort, receiver, reason),
  };
  const controller = new WritableStreamDefaultControllerState(
    stream,
    algorithms,
    highWaterMark,
    sizeAlgorithm,
  );
  controller.start(
    start && FunctionPrototypeCall(start, receiver, wrapWritableController(controller)),
  );
}
