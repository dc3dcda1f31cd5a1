// QueuingStrategy (Streams, section 7): reading the dictionary.

import { FunctionPrototypeCall, NumberIsNaN, RangeError } from "../internal/primordials.js";
import {
  dictionaryOf,
  toCallbackFunction,
  toDictionary,
  toUnrestrictedDouble,
} from "../internal/webidl.js";

const MEMBERS = dictionaryOf([
  { key: "highWaterMark", converter: toUnrestrictedDouble },
  { key: "size", converter: toCallbackFunction },
]);
const INIT_MEMBERS = dictionaryOf([
  { key: "highWaterMark", converter: toUnrestrictedDouble, required: true },
]);

/** QueuingStrategy: {highWaterMark, size}, each undefined when it is missing. */
export function toQueuingStrategy(value, where) {
  return toDictionary(value, MEMBERS, where);
}

/** QueuingStrategyInit: its highWaterMark, which is required. */
export function toQueuingStrategyInit(value, where) {
  return toDictionary(value, INIT_MEMBERS, where).highWaterMark;
}

/** ExtractHighWaterMark; RangeError for NaN and negative numbers. */
export function extractHighWaterMark({ highWaterMark }, defaultHighWaterMark, where) {
  if (highWaterMark === undefined) return defaultHighWaterMark;
  if (NumberIsNaN(highWaterMark) || highWaterMark < 0) {
    throw new RangeError(`${where}: the highWaterMark is ${highWaterMark}; expected 0 or more.`);
  }
  return highWaterMark;
}

/** ExtractSizeAlgorithm: a function from a chunk to its size. */
export function extractSizeAlgorithm({ size }) {
  if (size === undefined) return countOne;
  return (chunk) => toUnrestrictedDouble(FunctionPrototypeCall(size, undefined, chunk), "size()");
}

/** The size of every chunk where a stream has no strategy: 1. */
export function countOne() {
  return 1;
}
