// Reading a stream to its end for the runtime: request and response bodies (Fetch, section 2.2.4).

import {
  TypeError,
  TypedArrayPrototypeGetByteLength,
  TypedArrayPrototypeGetSymbolToStringTag,
  TypedArrayPrototypeSet,
  Uint8Array,
} from "../internal/primordials.js";
import { copyOctets } from "../internal/buffer_source.js";
import { markHandled, newPromise, then } from "../internal/promises.js";
import { describe } from "../internal/webidl.js";
import { takeFrom } from "./native_source.js";
import { Queue } from "./queue.js";
import { streamStateOf } from "./readable_stream.js";
import { readableStreamCancel } from "./readable_stream_state.js";
import { acquireDefaultReader, defaultReaderRead } from "./reader_state.js";

function isUint8Array(value) {
  return TypedArrayPrototypeGetSymbolToStringTag(value) === "Uint8Array";
}

// Reads the chunks of a stream one after the other: its own read request. The stream stays locked.
class StreamLoop {
  #stream;
  #reader;
  #onChunk;
  #done = newPromise();
  #isRunning = false;
  #mustRun = false;

  constructor(stream, onChunk) {
    this.#stream = stream;
    this.#reader = acquireDefaultReader(stream);
    this.#onChunk = onChunk;
    this.#run();
  }

  get promise() {
    return this.#done.promise;
  }

  // A loop, because chunks that are in the queue arrive inside of the read.
  #run = () => {
    this.#mustRun = true;
    if (this.#isRunning) return;
    this.#isRunning = true;
    while (this.#mustRun) {
      this.#mustRun = false;
      defaultReaderRead(this.#reader, this);
    }
    this.#isRunning = false;
  };

  chunkSteps(chunk) {
    let ready;
    try {
      if (!isUint8Array(chunk)) {
        throw new TypeError(
          `A chunk of the body is ${describe(chunk)}; expected a Uint8Array.`,
        );
      }
      const onChunk = this.#onChunk;
      ready = onChunk(chunk);
    } catch (error) {
      this.#giveUp(error);
      return;
    }
    if (ready === undefined) this.#run();
    else then(ready, this.#run, this.#giveUp);
  }

  closeSteps() {
    this.#done.resolve(undefined);
  }

  errorSteps(error) {
    this.#done.reject(error);
  }

  #giveUp = (error) => {
    // It closes the stream, and its end is not that of the loop.
    this.#done.reject(error);
    markHandled(readableStreamCancel(this.#stream, error));
  };
}

// The same for a native source, without its stream.
class SourceLoop {
  #source;
  #onChunk;
  #done = newPromise();

  constructor(source, onChunk) {
    this.#source = source;
    this.#onChunk = onChunk;
    this.#read();
  }

  get promise() {
    return this.#done.promise;
  }

  #read = () => {
    then(this.#source.read(), this.#onResult, this.#done.reject);
  };

  #onResult = (result) => {
    if (result === undefined) {
      this.#done.resolve(undefined);
      return;
    }
    let ready;
    try {
      const onChunk = this.#onChunk;
      ready = onChunk(result.value);
    } catch (error) {
      this.#giveUp(error);
      return;
    }
    if (ready === undefined) this.#read();
    else then(ready, this.#read, this.#giveUp);
  };

  #giveUp = (error) => {
    this.#source.cancel(error);
    this.#done.reject(error);
  };
}

function loop(state, onChunk) {
  const source = takeFrom(state);
  return (source === undefined ? new StreamLoop(state, onChunk) : new SourceLoop(source, onChunk))
    .promise;
}

/**
 * Calls `onChunk` for every chunk of a stream, which must not be locked and is so from then on.
 * @param {ReadableStream} stream
 * @param {(chunk: Uint8Array) => Promise|undefined} onChunk the next chunk waits for the promise; when
 *     it throws or the promise rejects, the stream is cancelled
 * @returns {Promise<undefined>} fulfilled at the end; rejects with the stream's error, with that of
 *     `onChunk`, or with a TypeError for a chunk that is no Uint8Array
 */
export function forEachChunk(stream, onChunk) {
  return loop(streamStateOf(stream, "forEachChunk"), onChunk);
}

/** Chunks joined to one Uint8Array; a single one stays as it is. */
function join(chunks, byteLength) {
  if (chunks.length === 1) return chunks.shift();
  const all = new Uint8Array(byteLength);
  let at = 0;
  while (chunks.length > 0) {
    const chunk = chunks.shift();
    TypedArrayPrototypeSet(all, chunk, at);
    at += TypedArrayPrototypeGetByteLength(chunk);
  }
  return all;
}

/**
 * "Read all bytes" of a stream, which must not be locked and is so from then on.
 * @param {ReadableStream} stream
 * @param {(bytes: Uint8Array) => any} use nobody else has the octets; they come as an argument because a
 *     promise of them would look for a worker's `then` on Object.prototype
 * @returns {Promise} of what `use` gives
 */
export function readAllBytes(stream, use) {
  const state = streamStateOf(stream, "readAllBytes");
  // The chunks of a default stream are still the worker's, which may go on writing to them.
  const isOwner = state.controller.isByteController;
  const chunks = new Queue();
  let byteLength = 0;
  const ended = loop(state, (chunk) => {
    chunks.push(isOwner ? chunk : copyOctets(chunk));
    byteLength += TypedArrayPrototypeGetByteLength(chunk);
  });
  return then(ended, () => use(join(chunks, byteLength)));
}
