// The queues of the Streams standard (section 8.1), as linked lists: no index of an array is written,
// so a setter that a worker puts on a prototype is never reached.

import { RangeError } from "../internal/primordials.js";

class Node {
  value;
  size;
  next = undefined;

  constructor(value, size) {
    this.value = value;
    this.size = size;
  }
}

/** First in, first out. */
export class Queue {
  length = 0;
  #first = undefined;
  #last = undefined;

  push(value, size = 0) {
    const node = new Node(value, size);
    if (this.length++ === 0) this.#first = node;
    else this.#last.next = node;
    this.#last = node;
  }

  /** The first value, which stays; undefined when there is none. */
  peek() {
    return this.#first?.value;
  }

  /** Removes the first value and returns it; the queue must not be empty. */
  shift() {
    return this.shiftNode().value;
  }

  shiftNode() {
    const node = this.#first;
    this.#first = node.next;
    if (--this.length === 0) this.#last = undefined;
    return node;
  }

  clear() {
    this.length = 0;
    this.#first = undefined;
    this.#last = undefined;
  }
}

/** "Queue-with-sizes": values with their sizes, and the sum of the sizes. */
export class QueueWithSizes {
  totalSize = 0;
  #queue = new Queue();

  get length() {
    return this.#queue.length;
  }

  /** EnqueueValueWithSize; RangeError unless the size is a finite number from 0 on. */
  enqueue(value, size) {
    // Written so that NaN fails too.
    if (!(size >= 0) || size === Infinity) {
      throw new RangeError(
        `The size of a chunk is ${size}; expected a number that is finite and not negative.`,
      );
    }
    this.#queue.push(value, size);
    this.totalSize += size;
  }

  /** DequeueValue. */
  dequeue() {
    const { value, size } = this.#queue.shiftNode();
    this.totalSize -= size;
    // Sums of fractions may end below zero.
    if (this.totalSize < 0) this.totalSize = 0;
    return value;
  }

  /** PeekQueueValue. */
  peek() {
    return this.#queue.peek();
  }

  /** ResetQueue. */
  reset() {
    this.#queue.clear();
    this.totalSize = 0;
  }
}
