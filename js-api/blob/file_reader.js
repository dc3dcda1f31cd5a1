// FileReader (File API, section 6.2). A Blob is in memory, so that reading it takes a task for each
// event and no time; the tasks belong to the invocation that asks for it, as its timers do.

import { TypedArrayPrototypeGetByteLength, TypeError } from "../internal/primordials.js";
import {
  defineConstants,
  defineInterface,
  describe,
  requireArguments,
  toDOMString,
  whereOf,
} from "../internal/webidl.js";
import { requireInvocation } from "../internal/require_invocation.js";
import { domException } from "../errors/dom_exception.js";
import { EventTarget, defineEventHandler, fireEvent } from "../events/event_target.js";
import { ProgressEvent } from "../events/progress_event.js";
import { queueTask } from "../timers/timers.js";
import { blobBytes, blobType, isBlob } from "./blob.js";
import { asArrayBuffer, asBinaryString, asDataURL, asText } from "./package_data.js";

const NAME = "FileReader";
const EMPTY = 0;
const LOADING = 1;
const DONE = 2;

/** Reads a Blob and tells of it by events. */
export class FileReader extends EventTarget {
  #readyState = EMPTY;
  #result = null;
  #error = null;
  // The Blob that is being read: {size, read()}, a new object for each time; or null.
  #reading = null;

  readAsArrayBuffer(blob) {
    this.#readyState;
    requireArguments(1, arguments.length, NAME, "readAsArrayBuffer");
    this.#start(blob, "readAsArrayBuffer", (bytes) => asArrayBuffer(bytes));
  }

  readAsBinaryString(blob) {
    this.#readyState;
    requireArguments(1, arguments.length, NAME, "readAsBinaryString");
    this.#start(blob, "readAsBinaryString", (bytes) => asBinaryString(bytes));
  }

  /**
   * @param {Blob} blob
   * @param {string} [encoding] a label, which a byte order mark overrules; what is no label is
   *     ignored
   */
  readAsText(blob, encoding = undefined) {
    this.#readyState;
    requireArguments(1, arguments.length, NAME, "readAsText");
    const label = encoding === undefined
      ? undefined
      : toDOMString(encoding, whereOf(NAME, "readAsText"));
    this.#start(blob, "readAsText", (bytes) => asText(bytes, blobType(blob), label));
  }

  readAsDataURL(blob) {
    this.#readyState;
    requireArguments(1, arguments.length, NAME, "readAsDataURL");
    this.#start(blob, "readAsDataURL", (bytes) => asDataURL(bytes, blobType(blob)));
  }

  /** Stops reading: "abort" and "loadend" are sent before this returns. */
  abort() {
    if (this.#readyState !== LOADING) {
      this.#result = null;
      return;
    }
    const { size } = this.#reading;
    this.#reading = null;
    this.#readyState = DONE;
    this.#result = null;
    this.#fire("abort", 0, size);
    if (this.#readyState !== LOADING) this.#fire("loadend", 0, size);
  }

  /** @returns {number} EMPTY, LOADING or DONE */
  get readyState() {
    return this.#readyState;
  }

  /** @returns {string|ArrayBuffer|null} */
  get result() {
    return this.#readyState === LOADING ? null : this.#result;
  }

  /** @returns {DOMException|null} why the Blob could not be read */
  get error() {
    return this.#error;
  }

  #start(blob, method, pack) {
    const where = whereOf(NAME, method);
    if (!isBlob(blob)) throw new TypeError(`${where}: found ${describe(blob)}; expected a Blob.`);
    if (this.#readyState === LOADING) {
      throw domException(`${where}: the reader is reading a Blob already.`, "InvalidStateError");
    }
    requireInvocation("Blobs are read");
    const bytes = blobBytes(blob);
    const size = TypedArrayPrototypeGetByteLength(bytes);
    const reading = { __proto__: null, size };
    this.#readyState = LOADING;
    this.#result = null;
    this.#error = null;
    this.#reading = reading;
    this.#queue(reading, () => this.#fire("loadstart", 0, size));
    if (size > 0) this.#queue(reading, () => this.#fire("progress", size, size));
    this.#queue(reading, () => this.#finish(bytes, size, pack));
  }

  // Runs `steps` in a task, unless abort() comes first.
  #queue(reading, steps) {
    queueTask(() => {
      if (this.#reading === reading) steps();
    });
  }

  #finish(bytes, size, pack) {
    this.#reading = null;
    this.#readyState = DONE;
    try {
      this.#result = pack(bytes);
    } catch {
      this.#error = domException("The Blob is too large for what it was to become.",
        "NotReadableError");
    }
    this.#fire(this.#error === null ? "load" : "error", size, size);
    // What follows from that event comes before the next one.
    queueTask(() => {
      if (this.#readyState !== LOADING) this.#fire("loadend", size, size);
    });
  }

  #fire(type, loaded, total) {
    fireEvent(this,
      new ProgressEvent(type, { __proto__: null, lengthComputable: true, loaded, total }));
  }
}
defineInterface(FileReader, NAME);
defineConstants(FileReader, { EMPTY, LOADING, DONE });
defineEventHandler(FileReader, "loadstart");
defineEventHandler(FileReader, "progress");
defineEventHandler(FileReader, "load");
defineEventHandler(FileReader, "abort");
defineEventHandler(FileReader, "error");
defineEventHandler(FileReader, "loadend");
