// CountQueuingStrategy (Streams, section 7.3).

import { defineInterface, defineName, requireArguments, whereOf } from "../internal/webidl.js";
import { toQueuingStrategyInit } from "./queuing_strategy.js";

// One function for all instances; an arrow function, because it is no constructor.
const size = () => 1;
defineName(size, "size");

/** A strategy by which every chunk counts 1. */
export class CountQueuingStrategy {
  #highWaterMark;

  /** @param {{highWaterMark: number}} init */
  constructor(init) {
    requireArguments(1, arguments.length, "CountQueuingStrategy");
    this.#highWaterMark = toQueuingStrategyInit(init, whereOf("CountQueuingStrategy"));
  }

  get highWaterMark() {
    return this.#highWaterMark;
  }

  get size() {
    this.#highWaterMark;
    return size;
  }
}
defineInterface(CountQueuingStrategy, "CountQueuingStrategy");
