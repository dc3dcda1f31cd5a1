// ReadableStreamFromIterable (Streams, section 4.9.1).

import {
  ReflectApply,
  SymbolAsyncIterator,
  SymbolIterator,
  TypeError,
} from "../internal/primordials.js";
import { rejected, resolved, then } from "../internal/promises.js";
import { describe, isObject } from "../internal/webidl.js";
import { doNothing } from "./callbacks.js";
import { countOne } from "./queuing_strategy.js";
import { ReadableStreamDefaultControllerState } from "./readable_stream_default_controller_state.js";
import { ReadableStreamState } from "./readable_stream_state.js";

// GetMethod: undefined for null and undefined.
function getMethod(object, key, where) {
  const method = object[key];
  if (method === undefined || method === null) return undefined;
  if (typeof method === "function") return method;
  throw new TypeError(`${where}: a method of the iterable is ${describe(method)}.`);
}

// An iterator record (ECMAScript, section 7.4.1), async or sync.
class IteratorRecord {
  iterator;
  nextMethod;
  isSync;

  constructor(iterator, isSync, where) {
    if (!isObject(iterator)) {
      throw new TypeError(`${where}: the iterator is ${describe(iterator)}; expected an object.`);
    }
    this.iterator = iterator;
    this.nextMethod = iterator.next;
    this.isSync = isSync;
  }

  /** A promise of {value, done}. */
  next() {
    try {
      return this.#settle(ReflectApply(this.nextMethod, this.iterator, []), true);
    } catch (error) {
      return rejected(error);
    }
  }

  /** A promise of the result of the iterator's return(), or of undefined when it has none. */
  return(value, where) {
    try {
      const method = getMethod(this.iterator, "return", where);
      if (method === undefined) return undefined;
      return this.#settle(ReflectApply(method, this.iterator, [value]), false);
    } catch (error) {
      return rejected(error);
    }
  }

  // What an async iterator gives is a promise; of a sync one, the value may be (27.1.4.4).
  #settle(result, closesOnRejection) {
    if (!this.isSync) return resolved(result);
    requireResult(result);
    const done = !!result.done;
    let value;
    try {
      value = resolved(result.value);
    } catch (error) {
      if (!done && closesOnRejection) this.#close();
      throw error;
    }
    return then(value, (settled) => ({ __proto__: null, value: settled, done }), (error) => {
      if (!done && closesOnRejection) this.#close();
      throw error;
    });
  }

  #close() {
    try {
      const method = this.iterator.return;
      if (method !== undefined && method !== null) ReflectApply(method, this.iterator, []);
    } catch {
      // The error that closed the iterator counts.
    }
  }
}

function requireResult(result) {
  if (isObject(result)) return;
  throw new TypeError(`The iterator gave ${describe(result)}; expected an object {value, done}.`);
}

function getIterator(iterable, where) {
  if (iterable === undefined || iterable === null) {
    throw new TypeError(`${where}: found ${describe(iterable)}; expected an iterable.`);
  }
  const asyncMethod = getMethod(iterable, SymbolAsyncIterator, where);
  if (asyncMethod !== undefined) {
    return new IteratorRecord(ReflectApply(asyncMethod, iterable, []), false, where);
  }
  const method = getMethod(iterable, SymbolIterator, where);
  if (method === undefined) {
    throw new TypeError(`${where}: found ${describe(iterable)}; expected an iterable.`);
  }
  return new IteratorRecord(ReflectApply(method, iterable, []), true, where);
}

/** A stream's state that gives the items of an iterable or async iterable. */
export function readableStreamFromIterable(iterable, where) {
  const record = getIterator(iterable, where);
  const stream = new ReadableStreamState();
  const controller = new ReadableStreamDefaultControllerState(
    stream,
    () => then(record.next(), (result) => {
      requireResult(result);
      if (result.done) controller.close();
      else controller.enqueue(result.value);
    }),
    (reason) => {
      const returned = record.return(reason, where);
      return returned === undefined ? doNothing() : then(returned, requireResult);
    },
    0,
    countOne,
  );
  controller.start(undefined);
  return stream;
}
