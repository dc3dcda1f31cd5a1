// What stubs and pipelined promises of calls to another worker go on from: {call, get, dispose}, and of
// stubs dup, onBroken, session and number too.

import { Error, ReflectApply } from "../internal/primordials.js";
import { markHandled, rejected, then } from "../internal/promises.js";
import { isObject } from "../internal/webidl.js";
import { reportException } from "../events/report_exception.js";
import { SymbolDispose } from "./stubs.js";
import { callPath, readPath } from "./targets.js";

/** What uses what was disposed of gets this. */
export function disposedError() {
  return new Error("RPC stub used after being disposed.");
}

/** Calls the dispose method of `value`, if it has one. */
export function tryDispose(value) {
  if (SymbolDispose === undefined || !isObject(value)) return;
  try {
    const dispose = value[SymbolDispose];
    if (typeof dispose === "function") ReflectApply(dispose, value, []);
  } catch (error) {
    reportException(error);
  }
}

// What goes on from a call that could not be made.
function failedAnswer(error) {
  const promise = rejected(error);
  markHandled(promise);
  return { __proto__: null, promise, origin: newLocalOrigin(promise) };
}

/** An export of the other end, as long as somebody here has a stub of it. */
export class Import {
  session;
  number;
  times = 0; // that it was sent
  stubs = 0;

  constructor(session, number) {
    this.session = session;
    this.number = number;
  }
}

/** What one stub of an import does. */
export class ImportOrigin {
  #from;
  #isDisposed = false;

  constructor(from) {
    this.#from = from;
    ++from.stubs;
  }

  get session() {
    return this.#from.session;
  }

  get number() {
    if (this.#isDisposed) throw disposedError();
    return this.#from.number;
  }

  call(path, values) {
    return this.#isDisposed
      ? failedAnswer(disposedError())
      : this.session.call(this.number, path, values);
  }

  get(path) {
    return this.#isDisposed ? failedAnswer(disposedError()) : this.session.get(this.number, path);
  }

  dup() {
    if (this.#isDisposed) throw disposedError();
    return newImportOrigin(this.#from);
  }

  dispose() {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    const from = this.#from;
    if (--from.stubs === 0) from.session.release(from);
  }

  onBroken(callback) {
    this.session.onBroken(callback);
  }
}

function newImportOrigin(from) {
  return new ImportOrigin(from);
}

/** What goes on from the answer to a call, whether it is there or not. */
export class AnswerOrigin {
  #session;
  #target;
  #promise;
  #isHere = false;
  #value = undefined;

  constructor(session, call, promise) {
    this.#session = session;
    this.#target = -1 - call;
    this.#promise = promise;
    then(promise, (value) => {
      this.#isHere = true;
      this.#value = value;
    }, () => {
      this.#isHere = true;
    });
  }

  call(path, values) {
    if (!this.#isHere) return this.#session.call(this.#target, path, values);
    return this.#here((value) => callPath(value, path, values));
  }

  get(path) {
    if (!this.#isHere) return this.#session.get(this.#target, path);
    return this.#here((value) => readPath(value, path));
  }

  #here(step) {
    const promise = then(this.#promise, step);
    return { __proto__: null, promise, origin: new LocalOrigin(promise) };
  }

  dispose() {
    if (this.#isHere) tryDispose(this.#value);
    else then(this.#promise, tryDispose, () => {});
  }
}

// What goes on from a value that is here.
class LocalOrigin {
  #promise;

  constructor(promise) {
    this.#promise = promise;
  }

  call(path, values) {
    return this.#next((value) => callPath(value, path, values));
  }

  get(path) {
    return this.#next((value) => readPath(value, path));
  }

  #next(step) {
    const promise = then(this.#promise, step);
    return { __proto__: null, promise, origin: newLocalOrigin(promise) };
  }

  dispose() {
    then(this.#promise, tryDispose, () => {});
  }
}

function newLocalOrigin(promise) {
  return new LocalOrigin(promise);
}
