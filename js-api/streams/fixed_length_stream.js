// FixedLengthStream of the Workers platform.

import {
  BigInt,
  Number,
  NumberIsSafeInteger,
  NumberMAX_SAFE_INTEGER,
  TypeError,
} from "../internal/primordials.js";
import { defineInterface, describe, requireArguments, whereOf } from "../internal/webidl.js";
import { IdentityTransformStream, newIdentityTransformState } from "./identity_transform_stream.js";
import { INTERNAL } from "./wrappers.js";

const NAME = "FixedLengthStream";

function toLength(value) {
  const number = typeof value === "bigint" && value <= BigInt(NumberMAX_SAFE_INTEGER)
    ? Number(value)
    : value;
  if (NumberIsSafeInteger(number) && number >= 0) return number;
  throw new TypeError(
    `${whereOf(NAME)}: the length is ${describe(value)}; expected a whole number from 0 to ` +
      `${NumberMAX_SAFE_INTEGER}.`);
}

/**
 * An IdentityTransformStream of as many octets as were said beforehand: a Response with its readable
 * side for a body has a Content-Length. Writing more, or closing it before, errors both sides.
 */
export class FixedLengthStream extends IdentityTransformStream {
  /**
   * @param {number|bigint} expectedLength in octets
   * @param {object} [strategy] {highWaterMark}: octets that may wait before `ready` does
   */
  constructor(expectedLength, strategy = undefined) {
    requireArguments(1, arguments.length, NAME);
    const length = toLength(expectedLength);
    super(INTERNAL, newIdentityTransformState(length, strategy, whereOf(NAME)));
  }
}
defineInterface(FixedLengthStream, "FixedLengthStream");
