// Streams that another worker reads from or writes to.

import { uncurryThis } from "../internal/primordials.js";
import { newPromise, resolved, then } from "../internal/promises.js";
import { cancelStream, createReadableStream, forEachChunk } from "../streams/internal_api.js";
import { WritableStream } from "../streams/writable_stream.js";
import { WritableStreamDefaultWriter } from "../streams/writable_stream_default_writer.js";

const abort = uncurryThis(WritableStreamDefaultWriter.prototype.abort);
const close = uncurryThis(WritableStreamDefaultWriter.prototype.close);
const write = uncurryThis(WritableStreamDefaultWriter.prototype.write);

/** A byte stream that stays here; the other end pulls. */
export class ReadableTarget {
  #stream;
  #isReading = false;
  // Of the pull that is under way, and of the chunk that waits for the next one.
  #pulled = null;
  #taken = null;

  /** @param {ReadableStream} stream */
  constructor(stream) {
    this.#stream = stream;
  }

  /** @returns {Promise<Uint8Array|undefined>} undefined at the end */
  pull() {
    this.#pulled = newPromise();
    const { promise } = this.#pulled;
    if (this.#isReading) {
      this.#taken?.resolve(undefined);
    } else {
      this.#isReading = true;
      then(forEachChunk(this.#stream, (chunk) => this.#give(chunk)),
        () => this.#pulled.resolve(undefined), (error) => this.#pulled.reject(error));
    }
    return promise;
  }

  #give(chunk) {
    this.#taken = newPromise();
    this.#pulled.resolve(chunk);
    return this.#taken.promise;
  }

  cancel(reason) {
    if (!this.#isReading) return cancelStream(this.#stream, reason);
    // Whoever reads here has locked it: the next chunk is the last.
    this.#taken?.reject(reason);
    return resolved(undefined);
  }
}

/** A stream that stays here; the other end writes. */
export class WritableTarget {
  #writer;

  /** @param {WritableStream} stream */
  constructor(stream) {
    this.#writer = new WritableStreamDefaultWriter(stream);
  }

  write(chunk) {
    return write(this.#writer, chunk);
  }

  close() {
    return close(this.#writer);
  }

  abort(reason) {
    return abort(this.#writer, reason);
  }
}

/**
 * The stream that reads from a ReadableTarget of the other end.
 * @param {(method: string, values: any[]) => Promise} call
 * @param {() => void} release called when nothing is left to call
 */
export function readFrom(call, release) {
  return createReadableStream({
    __proto__: null,
    type: "bytes",
    pull(controller) {
      return then(call("pull", []), (chunk) => {
        if (chunk !== undefined) {
          controller.enqueue(chunk);
          return;
        }
        controller.close();
        release();
      }, (error) => {
        release();
        throw error;
      });
    },
    cancel(reason) {
      return then(call("cancel", [reason]), release, release);
    },
  });
}

/**
 * The stream that writes to a WritableTarget of the other end.
 * @param {(method: string, values: any[]) => Promise} call
 * @param {() => void} release called when nothing is left to call
 */
export function writeTo(call, release) {
  return new WritableStream({
    __proto__: null,
    write: (chunk) => call("write", [chunk]),
    close: () => then(call("close", []), release),
    abort: (reason) => then(call("abort", [reason]), release),
  });
}
