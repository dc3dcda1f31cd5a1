// The internal slots of a ReadableByteStreamController and the abstract operations on them (Streams,
// section 4.9.6).

import { TypeError, Uint8Array } from "../internal/primordials.js";
import {
  UINT8_ARRAY,
  bufferOf,
  byteLengthOf,
  byteOffsetOf,
  copyOfRange,
  isDetached,
  newBuffer,
  transferBuffer,
  viewTypeOf,
} from "./buffers.js";
import { BYOB, ByteQueue, DEFAULT, NONE, PullIntoDescriptor } from "./pull_into.js";
import { Queue } from "./queue.js";
import {
  CLOSED,
  ERRORED,
  READABLE,
  addRequest,
  fulfillRequest,
  hasBYOBReader,
  hasDefaultReader,
  numRequests,
  readableStreamClose,
  readableStreamError,
} from "./readable_stream_state.js";
import { awaitStart, callPullIfNeeded } from "./source_algorithms.js";

/** The internal slots of a ReadableStreamBYOBRequest. */
class BYOBRequestState {
  controller;
  view;
  /** The ReadableStreamBYOBRequest, or undefined. */
  wrapper = undefined;

  constructor(controller, view) {
    this.controller = controller;
    this.view = view;
  }
}

/** The internal slots of a ReadableByteStreamController. */
export class ReadableByteStreamControllerState {
  isByteController = true;
  stream;
  queue = new ByteQueue();
  /** PullIntoDescriptors. */
  pendingPullIntos = new Queue();
  byobRequest = null;
  started = false;
  closeRequested = false;
  pulling = false;
  pullAgain = false;
  pullAlgorithm;
  cancelAlgorithm;
  strategyHWM;
  autoAllocateChunkSize;
  /** The ReadableByteStreamController, or undefined. */
  wrapper = undefined;

  constructor(stream, pullAlgorithm, cancelAlgorithm, highWaterMark, autoAllocateChunkSize) {
    this.stream = stream;
    this.pullAlgorithm = pullAlgorithm;
    this.cancelAlgorithm = cancelAlgorithm;
    this.strategyHWM = highWaterMark;
    this.autoAllocateChunkSize = autoAllocateChunkSize;
    stream.controller = this;
  }

  /** The rest of SetUpReadableByteStreamController. */
  start(startResult) {
    awaitStart(this, startResult);
  }

  get desiredSize() {
    if (this.stream.state === ERRORED) return null;
    if (this.stream.state === CLOSED) return 0;
    return this.strategyHWM - this.queue.totalSize;
  }

  shouldCallPull() {
    const { stream } = this;
    if (stream.state !== READABLE || this.closeRequested || !this.started) return false;
    if (stream.reader !== undefined && numRequests(stream) > 0) return true;
    return this.desiredSize > 0;
  }

  /** TypeError when a view of the reader is left with half an element. */
  close() {
    if (this.closeRequested || this.stream.state !== READABLE) return;
    if (this.queue.totalSize > 0) {
      this.closeRequested = true;
      return;
    }
    if (this.pendingPullIntos.length > 0 && this.pendingPullIntos.peek().remainder !== 0) {
      const error = new TypeError(
        "The stream ends in the middle of an element of the reader's view.",
      );
      this.error(error);
      throw error;
    }
    this.clearAlgorithms();
    readableStreamClose(this.stream);
  }

  error(error) {
    if (this.stream.state !== READABLE) return;
    this.#clearPendingPullIntos();
    this.queue.reset();
    this.clearAlgorithms();
    readableStreamError(this.stream, error);
  }

  clearAlgorithms() {
    this.pullAlgorithm = undefined;
    this.cancelAlgorithm = undefined;
  }

  /** [[CancelSteps]]: a promise. */
  cancelSteps(reason) {
    this.#clearPendingPullIntos();
    this.queue.reset();
    const result = this.cancelAlgorithm(reason);
    this.clearAlgorithms();
    return result;
  }

  /** [[PullSteps]]. */
  pullSteps(request) {
    if (this.queue.totalSize > 0) {
      this.#fillReadRequest(request);
      return;
    }
    const size = this.autoAllocateChunkSize;
    if (size !== undefined) {
      let buffer;
      try {
        buffer = newBuffer(size);
      } catch (error) {
        request.errorSteps(error);
        return;
      }
      this.pendingPullIntos.push(
        new PullIntoDescriptor(buffer, size, 0, size, 1, UINT8_ARRAY, DEFAULT),
      );
    }
    addRequest(this.stream, request);
    callPullIfNeeded(this);
  }

  /** [[ReleaseSteps]]. */
  releaseSteps() {
    if (this.pendingPullIntos.length === 0) return;
    const first = this.pendingPullIntos.peek();
    first.readerType = NONE;
    this.pendingPullIntos.clear();
    this.pendingPullIntos.push(first);
  }

  /** Enqueues the octets of a view, whose buffer is transferred. */
  enqueue(chunk) {
    if (this.closeRequested || this.stream.state !== READABLE) return;
    const buffer = bufferOf(chunk);
    const byteOffset = byteOffsetOf(chunk);
    const byteLength = byteLengthOf(chunk);
    if (isDetached(buffer)) throw new TypeError("The chunk's ArrayBuffer is detached.");
    const transferred = transferBuffer(buffer);
    if (this.pendingPullIntos.length > 0) this.#takeBackFirst();
    this.#deliver(transferred, byteOffset, byteLength);
    callPullIfNeeded(this);
  }

  /** Enqueues octets of the runtime, which nobody else has a view of. */
  enqueueOwned(bytes) {
    if (this.closeRequested || this.stream.state !== READABLE) return;
    if (this.pendingPullIntos.length > 0) this.#takeBackFirst();
    this.#deliver(bufferOf(bytes), byteOffsetOf(bytes), byteLengthOf(bytes));
    callPullIfNeeded(this);
  }

  #takeBackFirst() {
    const first = this.pendingPullIntos.peek();
    if (isDetached(first.buffer)) {
      throw new TypeError("The ArrayBuffer of the BYOB request is detached; it cannot be filled.");
    }
    this.invalidateBYOBRequest();
    first.transfer();
    if (first.readerType === NONE) this.#enqueueDetached(first);
  }

  #deliver(buffer, byteOffset, byteLength) {
    const { stream, queue } = this;
    if (hasDefaultReader(stream)) {
      this.#processReadRequests();
      // Which may have run code of the worker.
      if (stream.state !== READABLE) return;
    }
    if (hasDefaultReader(stream) && numRequests(stream) > 0) {
      if (this.pendingPullIntos.length > 0) this.pendingPullIntos.shift();
      fulfillRequest(stream, new Uint8Array(buffer, byteOffset, byteLength), false);
      return;
    }
    queue.push(buffer, byteOffset, byteLength);
    if (hasBYOBReader(stream)) this.#commitAll(this.#processPullIntos(new Queue()));
  }

  #enqueueCloned(buffer, byteOffset, byteLength) {
    let clone;
    try {
      clone = copyOfRange(buffer, byteOffset, byteLength);
    } catch (error) {
      this.error(error);
      throw error;
    }
    this.queue.push(bufferOf(clone), 0, byteLength);
  }

  // EnqueueDetachedPullIntoToQueue.
  #enqueueDetached(descriptor) {
    const { buffer, byteOffset, bytesFilled } = descriptor;
    if (bytesFilled > 0) this.#enqueueCloned(buffer, byteOffset, bytesFilled);
    this.pendingPullIntos.shift();
  }

  #fillReadRequest(request) {
    const { buffer, byteOffset, byteLength } = this.queue.shift();
    this.#handleQueueDrain();
    request.chunkSteps(new Uint8Array(buffer, byteOffset, byteLength));
  }

  #processReadRequests() {
    const { reader } = this.stream;
    while (reader.requests.length > 0 && this.queue.totalSize > 0) {
      this.#fillReadRequest(reader.requests.shift());
    }
  }

  #handleQueueDrain() {
    if (this.queue.totalSize === 0 && this.closeRequested) {
      this.clearAlgorithms();
      readableStreamClose(this.stream);
    } else {
      callPullIfNeeded(this);
    }
  }

  // ProcessPullIntoDescriptorsUsingQueue: adds the descriptors that are filled now to `filled`.
  #processPullIntos(filled) {
    while (this.pendingPullIntos.length > 0 && this.queue.totalSize > 0) {
      if (!this.queue.fill(this.pendingPullIntos.peek())) continue;
      filled.push(this.pendingPullIntos.shift());
    }
    return filled;
  }

  // CommitPullIntoDescriptor for each. The requests are taken first: what one of them gets is an object,
  // on which a worker's `then` is looked for, and that may release the reader or cancel the stream.
  #commitAll(descriptors) {
    const { stream } = this;
    const isDone = stream.state === CLOSED;
    const requests = new Queue();
    while (requests.length < descriptors.length && numRequests(stream) > 0) {
      requests.push(stream.reader.requests.shift());
    }
    while (requests.length > 0) {
      const view = descriptors.shift().toView();
      if (isDone) requests.shift().closeSteps(view);
      else requests.shift().chunkSteps(view);
    }
  }

  #clearPendingPullIntos() {
    this.invalidateBYOBRequest();
    this.pendingPullIntos.clear();
  }

  invalidateBYOBRequest() {
    if (this.byobRequest === null) return;
    this.byobRequest.controller = undefined;
    this.byobRequest.view = null;
    this.byobRequest = null;
  }

  /** ReadableByteStreamControllerGetBYOBRequest: a BYOBRequestState, or null. */
  getBYOBRequest() {
    if (this.byobRequest === null && this.pendingPullIntos.length > 0) {
      const { buffer, byteOffset, byteLength, bytesFilled } = this.pendingPullIntos.peek();
      const view = new Uint8Array(buffer, byteOffset + bytesFilled, byteLength - bytesFilled);
      this.byobRequest = new BYOBRequestState(this, view);
    }
    return this.byobRequest;
  }

  /** ReadableByteStreamControllerPullInto; `min` in elements. */
  pullInto(view, min, request) {
    const viewType = viewTypeOf(view);
    const byteOffset = byteOffsetOf(view);
    const byteLength = byteLengthOf(view);
    let buffer;
    try {
      buffer = transferBuffer(bufferOf(view));
    } catch (error) {
      request.errorSteps(error);
      return;
    }
    const descriptor = new PullIntoDescriptor(
      buffer,
      byteLengthOf(new Uint8Array(buffer)),
      byteOffset,
      byteLength,
      min * viewType.elementSize,
      viewType,
      BYOB,
    );
    this.#pullIntoDescriptor(descriptor, request);
  }

  #pullIntoDescriptor(descriptor, request) {
    if (this.pendingPullIntos.length > 0) {
      this.pendingPullIntos.push(descriptor);
      addRequest(this.stream, request);
      return;
    }
    if (this.stream.state === CLOSED) {
      const { View } = descriptor.viewType;
      request.closeSteps(new View(descriptor.buffer, descriptor.byteOffset, 0));
      return;
    }
    if (this.queue.totalSize > 0) {
      if (this.queue.fill(descriptor)) {
        const view = descriptor.toView();
        this.#handleQueueDrain();
        request.chunkSteps(view);
        return;
      }
      if (this.closeRequested) {
        const error = new TypeError(
          "The stream ends before the octets that the reader asked for.",
        );
        this.error(error);
        request.errorSteps(error);
        return;
      }
    }
    this.pendingPullIntos.push(descriptor);
    addRequest(this.stream, request);
    callPullIfNeeded(this);
  }

  /** The steps after `first` has its buffer back, with `bytesWritten` more octets in it. */
  respondInternal(bytesWritten) {
    const first = this.pendingPullIntos.peek();
    this.invalidateBYOBRequest();
    if (this.stream.state === CLOSED) this.#respondInClosedState(first);
    else this.#respondInReadableState(bytesWritten, first);
    callPullIfNeeded(this);
  }

  #respondInClosedState(first) {
    if (first.readerType === NONE) this.pendingPullIntos.shift();
    const { stream } = this;
    if (!hasBYOBReader(stream)) return;
    const filled = new Queue();
    while (filled.length < numRequests(stream)) filled.push(this.pendingPullIntos.shift());
    this.#commitAll(filled);
  }

  #respondInReadableState(bytesWritten, descriptor) {
    descriptor.bytesFilled += bytesWritten;
    if (descriptor.readerType === NONE) {
      this.#enqueueDetached(descriptor);
      if (this.stream.reader !== undefined) this.#commitAll(this.#processPullIntos(new Queue()));
      return;
    }
    if (descriptor.bytesFilled < descriptor.minimumFill) return;
    this.pendingPullIntos.shift();
    const { remainder } = descriptor;
    if (remainder > 0) {
      const end = descriptor.byteOffset + descriptor.bytesFilled;
      this.#enqueueCloned(descriptor.buffer, end - remainder, remainder);
      descriptor.bytesFilled -= remainder;
    }
    const filled = new Queue();
    filled.push(descriptor);
    this.#commitAll(this.#processPullIntos(filled));
  }
}
