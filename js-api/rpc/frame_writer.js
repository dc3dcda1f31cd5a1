// Frames on their way out, one at a time.

import { List, append, removeAt } from "../internal/lists.js";
import { then } from "../internal/promises.js";

/** Hands frames to `write` in order, each when the one before has been taken. */
export class FrameWriter {
  #write;
  #waiting = new List();
  #isWriting = false;
  #onDrained = null;

  /** @param {(frame: Uint8Array) => Promise} write rejects when nobody takes frames any more */
  constructor(write) {
    this.#write = write;
  }

  push(frame) {
    append(this.#waiting, frame);
    if (!this.#isWriting) this.#next();
  }

  /** Calls `onDrained` once all frames have been taken, or will not be. */
  finish(onDrained) {
    if (this.#isWriting) this.#onDrained = onDrained;
    else onDrained();
  }

  #next = () => {
    if (this.#waiting.length === 0) {
      this.#isWriting = false;
      this.#onDrained?.();
      return;
    }
    this.#isWriting = true;
    const frame = this.#waiting[0];
    removeAt(this.#waiting, 0, 1);
    const write = this.#write;
    // Whoever reads will tell of the failure.
    then(write(frame), this.#next, () => {
      this.#waiting.length = 0;
      this.#next();
    });
  };
}
