// TransformStream (Streams, section 6.2).

import { FunctionPrototypeCall, RangeError, TypeError } from "../internal/primordials.js";
import { newPromise, rejected } from "../internal/promises.js";
import {
  defineInterface,
  describe,
  dictionaryOf,
  isObject,
  toCallbackFunction,
  toDictionary,
  whereOf,
} from "../internal/webidl.js";
import { doNothing, invoke, invokeWithTwo } from "./callbacks.js";
import {
  countOne,
  extractHighWaterMark,
  extractSizeAlgorithm,
  toQueuingStrategy,
} from "./queuing_strategy.js";
import { wrapReadableStream } from "./readable_stream.js";
import { wrapTransformController } from "./transform_stream_default_controller.js";
import { TransformStreamState, twoStepsAfter } from "./transform_stream_state.js";
import { wrapWritableStream } from "./writable_stream.js";
import { INTERNAL } from "./wrappers.js";

const NAME = "TransformStream";
const MEMBERS = dictionaryOf([
  { key: "cancel", converter: toCallbackFunction },
  { key: "flush", converter: toCallbackFunction },
  { key: "readableType", converter: (value) => value },
  { key: "start", converter: toCallbackFunction },
  { key: "transform", converter: toCallbackFunction },
  { key: "writableType", converter: (value) => value },
]);

function toTransformer(value, where) {
  const transformer = toDictionary(value, MEMBERS, where);
  for (let i = 0; i < 2; ++i) {
    const key = i === 0 ? "readableType" : "writableType";
    if (transformer[key] === undefined) continue;
    throw new RangeError(
      `${where}: the transformer's ${key} is ${describe(transformer[key])}; expected none.`,
    );
  }
  return transformer;
}

function toSideStrategy(strategy, defaultHighWaterMark, where) {
  return {
    __proto__: null,
    highWaterMark: extractHighWaterMark(strategy, defaultHighWaterMark, where),
    size: extractSizeAlgorithm(strategy),
  };
}

// A promise of what `steps` does: what it returns, when that is one.
function attempt(steps) {
  try {
    return steps() ?? doNothing();
  } catch (error) {
    return rejected(error);
  }
}

function setUpFromTransformer(state, receiver, { transform, flush, cancel }) {
  state.transformAlgorithm = transform === undefined
    ? (chunk) => attempt(() => state.enqueue(chunk))
    : (chunk) => invokeWithTwo(transform, receiver, chunk, wrapTransformController(state));
  state.flushAlgorithm = flush === undefined
    ? doNothing
    : () => invoke(flush, receiver, wrapTransformController(state));
  state.cancelAlgorithm = cancel === undefined
    ? doNothing
    : (reason) => twoStepsAfter(invoke(cancel, receiver, reason));
}

/** A writable and a readable side: what is written to one comes, transformed, out of the other. */
export class TransformStream {
  #state;

  /**
   * @param {object} [transformer] {start, transform, flush, cancel}
   * @param {object} [writableStrategy] {highWaterMark, size}
   * @param {object} [readableStrategy] {highWaterMark, size}
   */
  constructor(
    transformer = undefined,
    writableStrategy = undefined,
    readableStrategy = undefined,
  ) {
    if (transformer === INTERNAL) {
      this.#state = writableStrategy;
      return;
    }
    const where = whereOf(NAME);
    if (transformer !== undefined && !isObject(transformer)) {
      throw new TypeError(
        `${where}: the transformer is ${describe(transformer)}; expected an object.`,
      );
    }
    const writable = toQueuingStrategy(writableStrategy, where);
    const readable = toQueuingStrategy(readableStrategy, where);
    const members = toTransformer(transformer, where);
    const readableSide = toSideStrategy(readable, 0, where);
    const writableSide = toSideStrategy(writable, 1, where);
    const state = new TransformStreamState(writableSide, readableSide);
    this.#state = state;
    setUpFromTransformer(state, transformer, members);
    const started = newPromise();
    state.start(started.promise);
    const { start } = members;
    started.resolve(
      start && FunctionPrototypeCall(start, transformer, wrapTransformController(state)),
    );
  }

  /** @returns {ReadableStream} */
  get readable() {
    return wrapReadableStream(this.#state.readable);
  }

  /** @returns {WritableStream} */
  get writable() {
    return wrapWritableStream(this.#state.writable);
  }
}
defineInterface(TransformStream, "TransformStream");

/**
 * The two sides of a transform of the runtime, for classes with `readable` and `writable` of their own.
 * @param {object} transformer
 * @param {(chunk, controller) => Promise|undefined} transformer.transform `controller` has
 *     enqueue(chunk), error(e), terminate(), and `backpressure` with whenWanted(); what it throws
 *     errors both sides
 * @param {(controller) => Promise|undefined} [transformer.flush]
 * @returns {{readable: ReadableStream, writable: WritableStream}}
 */
export function createTransform({ transform, flush }) {
  const state = new TransformStreamState(
    { __proto__: null, highWaterMark: 1, size: countOne },
    { __proto__: null, highWaterMark: 0, size: countOne },
  );
  state.transformAlgorithm = (chunk) => attempt(() => transform(chunk, state));
  state.flushAlgorithm = flush === undefined ? doNothing : () => attempt(() => flush(state));
  state.cancelAlgorithm = doNothing;
  state.start(undefined);
  return {
    __proto__: null,
    readable: wrapReadableStream(state.readable),
    writable: wrapWritableStream(state.writable),
  };
}
