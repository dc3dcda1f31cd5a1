// IdentityTransformStream of the Workers platform.

import { defineInterface, whereOf } from "../internal/webidl.js";
import { IdentityTransformState } from "./identity_transform_state.js";
import { extractHighWaterMark, toQueuingStrategy } from "./queuing_strategy.js";
import { TransformStream } from "./transform_stream.js";
import { INTERNAL } from "./wrappers.js";

/**
 * The state for a stream of `length` octets, or of any number if that is undefined.
 * @param {object} [strategy] {highWaterMark}, in octets
 */
export function newIdentityTransformState(length, strategy, where) {
  const highWaterMark = extractHighWaterMark(toQueuingStrategy(strategy, where), 1, where);
  return new IdentityTransformState(length, highWaterMark);
}

/**
 * A TransformStream of octets that are passed on as they are. Chunks are ArrayBuffers or views of them;
 * the readable side is a byte stream. A write is done when its octets were read.
 */
export class IdentityTransformStream extends TransformStream {
  /** @param {object} [strategy] {highWaterMark}: octets that may wait before `ready` does */
  constructor(strategy = undefined, state = undefined) {
    super(INTERNAL, strategy === INTERNAL
      ? state
      : newIdentityTransformState(undefined, strategy, whereOf("IdentityTransformStream")));
  }
}
defineInterface(IdentityTransformStream, "IdentityTransformStream");
