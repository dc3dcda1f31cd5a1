// ReadableStreamTee and ReadableStreamDefaultTee (Streams, section 4.9.1).

import { then } from "../internal/promises.js";
import { doNothing, queueMicrotask } from "./callbacks.js";
import { countOne } from "./queuing_strategy.js";
import { readableByteStreamTee } from "./readable_byte_stream_tee.js";
import { acquireDefaultReader, defaultReaderRead } from "./reader_state.js";
import { ReadableStreamDefaultControllerState } from "./readable_stream_default_controller_state.js";
import { Branch, Cancellation } from "./tee_branch.js";

/**
 * Two streams with the chunks of one, which stays locked.
 * @param {ReadableStreamState} stream
 * @param {(chunk: any) => any} [cloneForSecond] makes the second one's chunks
 * @returns {{first: ReadableStreamState, second: ReadableStreamState}}
 */
export function readableStreamTee(stream, cloneForSecond = undefined) {
  const tee = stream.controller.isByteController ? readableByteStreamTee(stream)
    : new DefaultTee(stream, cloneForSecond);
  return { __proto__: null, first: tee.first.stream, second: tee.second.stream };
}

class DefaultTee {
  first = new Branch();
  second = new Branch();
  #reader;
  #reading = false;
  #readAgain = false;
  #cancellation;
  #cloneForSecond;

  constructor(stream, cloneForSecond) {
    this.#cloneForSecond = cloneForSecond;
    this.#reader = acquireDefaultReader(stream);
    this.#cancellation = new Cancellation(stream, this.first, this.second);
    this.#setUp(this.first);
    this.#setUp(this.second);
    then(this.#reader.closed.promise, undefined, (reason) => {
      this.first.controller.error(reason);
      this.second.controller.error(reason);
      this.#cancellation.settle();
    });
  }

  #setUp(branch) {
    const controller = new ReadableStreamDefaultControllerState(
      branch.stream,
      () => this.#pull(),
      (reason) => this.#cancellation.cancel(branch, reason),
      1,
      countOne,
    );
    controller.start(undefined);
  }

  #pull() {
    if (this.#reading) {
      this.#readAgain = true;
    } else {
      this.#reading = true;
      defaultReaderRead(this.#reader, this);
    }
    return doNothing();
  }

  // The read request.
  chunkSteps(chunk) {
    // Later, so that an error of the stream at the same time reaches the branches first.
    queueMicrotask(() => {
      this.#readAgain = false;
      let second = chunk;
      if (!this.second.canceled && this.#cloneForSecond !== undefined) {
        const clone = this.#cloneForSecond;
        try {
          second = clone(chunk);
        } catch (error) {
          this.#fail(error);
          return;
        }
      }
      if (!this.first.canceled) this.first.controller.enqueue(chunk);
      if (!this.second.canceled) this.second.controller.enqueue(second);
      this.#reading = false;
      if (this.#readAgain) this.#pull();
    });
  }

  #fail(error) {
    this.first.controller.error(error);
    this.second.controller.error(error);
    this.#cancellation.cancelStream(error);
  }

  closeSteps() {
    this.#reading = false;
    if (!this.first.canceled) this.first.controller.close();
    if (!this.second.canceled) this.second.controller.close();
    this.#cancellation.settle();
  }

  errorSteps() {
    this.#reading = false;
  }
}
