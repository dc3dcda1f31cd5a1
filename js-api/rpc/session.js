// Calls between two workers. Either end may call the other: what one sends by reference is exported, and
// the other end imports it. The worker that is called exports its entrypoint as number 0.
//
// Messages are arrays:
//   [CALL, call, target, path, values]    target: an export of the other end, or, as -1 - n, what
//   [GET, call, target, path]             its answer to call n will be
//   [RETURN, call, value] [THROW, call, error]
//   [FINISH, call]                        nobody will go on from the answer
//   [RELEASE, export, count]              so many of the times that it was sent are forgotten

import {
  Error,
  MapPrototypeDelete,
  MapPrototypeForEach,
  MapPrototypeGet,
  MapPrototypeGetSize,
  MapPrototypeSet,
  ObjectDefineProperty,
  ObjectPrototype,
  ReflectApply,
  ReflectDefineProperty,
  ReflectGetPrototypeOf,
  SafeMap,
} from "../internal/primordials.js";
import { List, append, copyOf, toArray, toList } from "../internal/lists.js";
import { markHandled, newPromise, rejected, resolved, then, thenPromise }
  from "../internal/promises.js";
import { describe, isObject } from "../internal/webidl.js";
import { reportException } from "../events/report_exception.js";
import { decode } from "./decode.js";
import { encode } from "./encode.js";
import { FrameReader, makeFrame } from "./frames.js";
import { AnswerOrigin, Import, ImportOrigin, disposedError, tryDispose } from "./origins.js";
import { SymbolDispose, newStub, originOf } from "./stubs.js";
import { callPath, readPath } from "./targets.js";

const CALL = 0;
const GET = 1;
const RETURN = 2;
const THROW = 3;
const FINISH = 4;
const RELEASE = 5;

/** The number of the export that is the entrypoint. */
export const ROOT = 0;

// One end of a conversation between two workers.
export class Session {
  #send;
  #onIdle;
  #makeRoot = null;
  #root = null;
  #onFirstFailure = null;
  #reader = new FrameReader((references, message) => this.#receive(references, message));
  #exports = new SafeMap(); // number -> {value, times}
  #numbers = new SafeMap(); // value -> number
  #latestExport = ROOT;
  #imports = new SafeMap(); // number -> Import
  #calls = new SafeMap(); // number -> Deferred, of calls that were not answered
  #latestCall = 0;
  #answers = new SafeMap(); // number -> Promise, of calls of the other end
  #onBroken = new List();
  #reason = undefined;
  #isBroken = false;
  #isOver = false;
  // What the message that is being encoded exports.
  #exported = new List();
  // Stubs among the arguments of the call that is being decoded.
  #decoded = null;

  /**
   * @param {(frame: Uint8Array) => void} send to the other end
   * @param {() => void} onIdle called when neither end has anything of the other any more
   */
  constructor(send, onIdle) {
    this.#send = send;
    this.#onIdle = onIdle;
  }

  /**
   * Says where calls of the other end begin.
   * @param {() => Root} makeRoot called once, by the first call
   * @param {(error) => void} onFailure gets what that throws
   */
  setRoot(makeRoot, onFailure) {
    this.#makeRoot = makeRoot;
    this.#onFirstFailure = onFailure;
  }

  /** Takes octets that the other end has sent. */
  push(chunk) {
    this.#reader.push(chunk);
  }

  call(target, path, values) {
    return this.#ask(CALL, target, path, values);
  }

  get(target, path) {
    return this.#ask(GET, target, path, undefined);
  }

  #ask(kind, target, path, values) {
    const call = ++this.#latestCall;
    const deferred = newPromise();
    const { promise } = deferred;
    const answer = { __proto__: null, promise, origin: new AnswerOrigin(this, call, promise) };
    if (this.#isBroken) {
      deferred.reject(this.#reason);
      return answer;
    }
    MapPrototypeSet(this.#calls, call, deferred);
    try {
      this.#write([kind, call, target, toArray(copyOf(path)), values]);
    } catch (error) {
      MapPrototypeDelete(this.#calls, call);
      deferred.reject(error);
      this.#checkIdle();
    }
    return answer;
  }

  #write(message) {
    if (this.#isBroken) return;
    const exported = new List();
    const outer = this.#exported;
    this.#exported = exported;
    try {
      const { references, message: octets } = encode(this, message);
      const send = this.#send;
      send(makeFrame(references, octets));
    } catch (error) {
      // It was not sent.
      for (let i = 0; i < exported.length; ++i) this.#forget(exported[i], 1);
      throw error;
    } finally {
      // A getter in the message may have sent another one meanwhile.
      this.#exported = outer;
    }
  }

  // What encode asks.

  /** The number under which the other end may call `value`. */
  export(value) {
    let number = MapPrototypeGet(this.#numbers, value);
    if (number === undefined) {
      number = ++this.#latestExport;
      MapPrototypeSet(this.#numbers, value, number);
      MapPrototypeSet(this.#exports, number, { __proto__: null, value, times: 0 });
    }
    ++MapPrototypeGet(this.#exports, number).times;
    append(this.#exported, number);
    return number;
  }

  /** The other end's own number of what a stub stands for, undefined for all else. */
  ownExport(value) {
    const origin = originOf(value);
    return origin !== undefined && origin.session === this ? origin.number : undefined;
  }

  // What decode asks.

  /** A stub of an export of the other end. */
  import(number) {
    const origin = this.#importOrigin(number);
    if (this.#decoded !== null) append(this.#decoded, origin);
    return newStub(origin);
  }

  /** What `make(call, release)` makes of an export of the other end: see stream_targets.js. */
  importWith(number, make) {
    const origin = this.#importOrigin(number);
    const call = (method, values) => {
      const path = new List();
      append(path, method);
      return origin.call(path, values).promise;
    };
    return make(call, () => origin.dispose());
  }

  #importOrigin(number) {
    let found = MapPrototypeGet(this.#imports, number);
    if (found === undefined) {
      found = new Import(this, number);
      MapPrototypeSet(this.#imports, number, found);
    }
    ++found.times;
    return new ImportOrigin(found);
  }

  /** What this end has exported under a number. */
  exported(number) {
    return MapPrototypeGet(this.#exports, number)?.value;
  }

  /** Nobody here has a stub of the import any more. */
  release(from) {
    MapPrototypeDelete(this.#imports, from.number);
    this.#write([RELEASE, from.number, from.times]);
    this.#checkIdle();
  }

  onBroken(callback) {
    append(this.#onBroken, callback);
  }

  #receive(references, octets) {
    const stubs = new List();
    this.#decoded = stubs;
    let message;
    try {
      message = decode(this, references, octets);
    } finally {
      this.#decoded = null;
    }
    const number = message[1];
    switch (message[0]) {
      case CALL:
      case GET:
        return this.#answer(message, stubs);
      case RETURN:
        return this.#settle(number, (deferred) => deferred.resolve(disposable(message[2], stubs)));
      case THROW:
        return this.#settle(number, (deferred) => deferred.reject(remote(message[2])));
      case FINISH:
        MapPrototypeDelete(this.#answers, number);
        return undefined;
      default:
        return this.#forget(number, message[2]);
    }
  }

  #settle(number, settle) {
    const deferred = MapPrototypeGet(this.#calls, number);
    MapPrototypeDelete(this.#calls, number);
    settle(deferred);
    // The end of the session ends this, too.
    if (!this.#checkIdle()) this.#write([FINISH, number]);
  }

  #forget(number, times) {
    const found = MapPrototypeGet(this.#exports, number);
    if (found === undefined) return;
    found.times -= times;
    if (found.times > 0) return;
    MapPrototypeDelete(this.#exports, number);
    MapPrototypeDelete(this.#numbers, found.value);
    if (typeof found.value !== "function") tryDispose(found.value);
    this.#checkIdle();
  }

  #answer(message, stubs) {
    const number = message[1];
    const path = toList(message[3]);
    const step = message[0] === CALL
      ? (value) => callPath(value, path, message[4])
      : (value) => readPath(value, path);
    let promise;
    try {
      promise = this.#run(message[2], step);
    } catch (error) {
      promise = rejected(error);
    }
    markHandled(promise);
    MapPrototypeSet(this.#answers, number, promise);
    const isFirst = number === 1;
    then(promise, (value) => {
      this.#reply(RETURN, number, value);
      release(stubs);
    }, (error) => {
      if (isFirst) this.#onFirstFailure?.(error);
      this.#reply(THROW, number, error);
      release(stubs);
    });
  }

  #run(target, step) {
    if (target < 0) {
      const earlier = MapPrototypeGet(this.#answers, -1 - target) ?? rejected(disposedError());
      return thenPromise(earlier, (value) => resolved(step(value)));
    }
    if (target === ROOT && this.#makeRoot !== null) {
      return resolved(step(this.#root ??= this.#makeRoot()));
    }
    const found = MapPrototypeGet(this.#exports, target);
    if (found === undefined) throw disposedError();
    return resolved(step(found.value));
  }

  #reply(kind, number, value) {
    try {
      this.#write([kind, number, value]);
    } catch (error) {
      // What cannot be sent is an error of the call.
      if (kind === THROW) this.#write([THROW, number, new Error(textOf(error))]);
      else this.#reply(THROW, number, error);
    }
  }

  // Ends the session if neither end has anything of the other; whether it has ended.
  #checkIdle() {
    const has = (map) => MapPrototypeGetSize(map) > 0;
    if (this.#isBroken || this.#onIdle === null) return this.#isOver;
    if (has(this.#calls) || has(this.#imports) || has(this.#exports)) return false;
    const onIdle = this.#onIdle;
    this.#onIdle = null;
    this.#isOver = true;
    onIdle();
    return true;
  }

  /** The other end is gone, because of `reason`. */
  break(reason) {
    if (this.#isBroken) return;
    this.#isBroken = true;
    this.#reason = reason;
    MapPrototypeForEach(this.#calls, (deferred) => deferred.reject(reason));
    MapPrototypeForEach(this.#exports, ({ value }) => {
      if (typeof value !== "function") tryDispose(value);
    });
    const callbacks = this.#onBroken;
    for (let i = 0; i < callbacks.length; ++i) {
      try {
        ReflectApply(callbacks[i], undefined, [reason]);
      } catch (error) {
        reportException(error);
      }
    }
  }
}

// What is told of an exception that cannot be sent itself.
function textOf(error) {
  try {
    if (isObject(error) && typeof error.message === "string") return error.message;
  } catch {
    // The worker's own getter threw.
  }
  return `${describe(error)} was thrown`;
}

function release(stubs) {
  for (let i = 0; i < stubs.length; ++i) stubs[i].dispose();
}

// An object that was returned can be disposed of, with all stubs in it.
function disposable(value, stubs) {
  if (SymbolDispose === undefined || typeof value !== "object" || value === null) return value;
  const prototype = ReflectGetPrototypeOf(value);
  if (prototype !== ObjectPrototype) return value;
  ObjectDefineProperty(value, SymbolDispose, {
    __proto__: null,
    value: () => release(stubs),
    writable: true,
    enumerable: false,
    configurable: true,
  });
  return value;
}

function remote(error) {
  if (isObject(error)) {
    // A stub refuses.
    ReflectDefineProperty(error, "remote",
      { __proto__: null, value: true, writable: true, enumerable: true, configurable: true });
  }
  return error;
}
