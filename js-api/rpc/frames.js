// How messages stand in a stream of octets: the number of octets that follow, the number of those that
// are references, these, and then the message. Numbers have 32 bits, the lowest octet first.

import {
  RangeError,
  TypedArrayPrototypeGetByteLength,
  TypedArrayPrototypeSet,
  Uint8Array,
} from "../internal/primordials.js";
import { subarray } from "../internal/buffer_source.js";

const HEAD = 8;
/** Octets of a message, at most. */
export const MAX_MESSAGE = 33_554_432;

function writeNumber(octets, offset, number) {
  octets[offset] = number & 255;
  octets[offset + 1] = (number >>> 8) & 255;
  octets[offset + 2] = (number >>> 16) & 255;
  octets[offset + 3] = number >>> 24;
}

function readNumber(octets, offset) {
  return octets[offset] + octets[offset + 1] * 0x100 + octets[offset + 2] * 0x10000 +
    octets[offset + 3] * 0x1000000;
}

/**
 * @param {Uint8Array|null} references
 * @param {Uint8Array} message
 * @returns {Uint8Array} the frame
 * @throws {RangeError} when it is too large
 */
export function makeFrame(references, message) {
  const first = references === null ? 0 : TypedArrayPrototypeGetByteLength(references);
  const size = first + TypedArrayPrototypeGetByteLength(message);
  if (size > MAX_MESSAGE) {
    throw new RangeError(
      "Serialized RPC arguments or return values are limited to 32MiB, but the size of this value " +
        `was: ${size} bytes.`);
  }
  const frame = new Uint8Array(HEAD + size);
  writeNumber(frame, 0, size + 4);
  writeNumber(frame, 4, first);
  if (first > 0) TypedArrayPrototypeSet(frame, references, HEAD);
  TypedArrayPrototypeSet(frame, message, HEAD + first);
  return frame;
}

/** Takes a stream of frames apart. */
export class FrameReader {
  #octets = new Uint8Array(0);
  #onFrame;

  /** @param {(references: Uint8Array|null, message: Uint8Array) => void} onFrame */
  constructor(onFrame) {
    this.#onFrame = onFrame;
  }

  /** Takes a chunk, in which frames may begin and end anywhere. */
  push(chunk) {
    this.#append(chunk);
    const onFrame = this.#onFrame;
    for (;;) {
      const octets = this.#octets;
      const length = TypedArrayPrototypeGetByteLength(octets);
      if (length < HEAD) return;
      const end = readNumber(octets, 0) + 4;
      if (length < end) return;
      const middle = HEAD + readNumber(octets, 4);
      this.#octets = subarray(octets, end, length);
      onFrame(middle === HEAD ? null : subarray(octets, HEAD, middle),
        subarray(octets, middle, end));
    }
  }

  #append(chunk) {
    const before = TypedArrayPrototypeGetByteLength(this.#octets);
    if (before === 0) {
      this.#octets = chunk;
      return;
    }
    const joined = new Uint8Array(before + TypedArrayPrototypeGetByteLength(chunk));
    TypedArrayPrototypeSet(joined, this.#octets, 0);
    TypedArrayPrototypeSet(joined, chunk, before);
    this.#octets = joined;
  }
}
