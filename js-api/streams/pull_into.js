// Pull-into descriptors: the buffers that a byte stream is to fill (Streams, section 4.7.2).

import { MathMin } from "../internal/primordials.js";
import { copyBytes, transferBuffer } from "./buffers.js";

/** What a pull-into descriptor's buffer is for. */
export const DEFAULT = 0; // a chunk that the controller allocated for a default reader
export const BYOB = 1; // the view of a BYOB reader
export const NONE = 2; // the reader was released; the octets go to the queue

/** A pull-into descriptor; offsets and lengths in octets. */
export class PullIntoDescriptor {
  buffer;
  bufferByteLength;
  byteOffset;
  byteLength;
  bytesFilled = 0;
  minimumFill;
  viewType;
  readerType;

  constructor(buffer, bufferByteLength, byteOffset, byteLength, minimumFill, viewType, readerType) {
    this.buffer = buffer;
    this.bufferByteLength = bufferByteLength;
    this.byteOffset = byteOffset;
    this.byteLength = byteLength;
    this.minimumFill = minimumFill;
    this.viewType = viewType;
    this.readerType = readerType;
  }

  /** Octets after the last whole element. */
  get remainder() {
    return this.bytesFilled % this.viewType.elementSize;
  }

  /** ReadableByteStreamControllerConvertPullIntoDescriptor: the view that the reader gets. */
  toView() {
    const { View, elementSize } = this.viewType;
    const buffer = transferBuffer(this.buffer);
    return new View(buffer, this.byteOffset, this.bytesFilled / elementSize);
  }

  /** Puts the buffer out of reach of whoever holds a view of it. */
  transfer() {
    this.buffer = transferBuffer(this.buffer);
  }
}

/** An entry of a byte stream's queue. */
class QueueEntry {
  buffer;
  byteOffset;
  byteLength;
  next = undefined;

  constructor(buffer, byteOffset, byteLength) {
    this.buffer = buffer;
    this.byteOffset = byteOffset;
    this.byteLength = byteLength;
  }
}

/** [[queue]] and [[queueTotalSize]] of a byte stream's controller. */
export class ByteQueue {
  totalSize = 0;
  #first = undefined;
  #last = undefined;

  /** ReadableByteStreamControllerEnqueueChunkToQueue. */
  push(buffer, byteOffset, byteLength) {
    const entry = new QueueEntry(buffer, byteOffset, byteLength);
    if (this.#first === undefined) this.#first = entry;
    else this.#last.next = entry;
    this.#last = entry;
    this.totalSize += byteLength;
  }

  /** Removes the first entry and returns it: {buffer, byteOffset, byteLength}. */
  shift() {
    const entry = this.#first;
    this.#first = entry.next;
    this.totalSize -= entry.byteLength;
    return entry;
  }

  /** ResetQueue. */
  reset() {
    this.#first = undefined;
    this.totalSize = 0;
  }

  /**
   * ReadableByteStreamControllerFillPullIntoDescriptorFromQueue.
   * @returns {boolean} whether the descriptor has what the reader asked for
   */
  fill(descriptor) {
    const { bytesFilled, viewType } = descriptor;
    const most = bytesFilled + MathMin(this.totalSize, descriptor.byteLength - bytesFilled);
    const aligned = most - most % viewType.elementSize;
    const isReady = aligned >= descriptor.minimumFill;
    let remaining = (isReady ? aligned : most) - bytesFilled;
    while (remaining > 0) remaining -= this.#copyFirst(descriptor, remaining);
    return isReady;
  }

  #copyFirst(descriptor, limit) {
    const entry = this.#first;
    const count = MathMin(limit, entry.byteLength);
    const to = descriptor.byteOffset + descriptor.bytesFilled;
    copyBytes(descriptor.buffer, to, entry.buffer, entry.byteOffset, count);
    descriptor.bytesFilled += count;
    if (count === entry.byteLength) {
      this.shift();
    } else {
      entry.byteOffset += count;
      entry.byteLength -= count;
      this.totalSize -= count;
    }
    return count;
  }
}
