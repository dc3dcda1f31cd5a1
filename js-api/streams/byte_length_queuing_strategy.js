// ByteLengthQueuingStrategy (Streams, section 7.2).

import { defineInterface, requireArguments, whereOf } from "../internal/webidl.js";
import { toQueuingStrategyInit } from "./queuing_strategy.js";

// One function for all instances; an arrow function, because it is no constructor.
const size = (chunk) => chunk.byteLength;

/** A strategy by which a chunk counts its `byteLength`. */
export class ByteLengthQueuingStrategy {
  #highWaterMark;

  /** @param {{highWaterMark: number}} init in octets */
  constructor(init) {
    requireArguments(1, arguments.length, "ByteLengthQueuingStrategy");
    this.#highWaterMark = toQueuingStrategyInit(init, whereOf("ByteLengthQueuingStrategy"));
  }

  get highWaterMark() {
    return this.#highWaterMark;
  }

  get size() {
    this.#highWaterMark;
    return size;
  }
}
defineInterface(ByteLengthQueuingStrategy, "ByteLengthQueuingStrategy");
