// What the cases are written with: values whose conversion runs code, and what may come of that.

import { assert } from "./assert.js";

/** Detaches an ArrayBuffer, or that of a view. */
export function detach(source) {
  const buffer = ArrayBuffer.isView(source) ? source.buffer : source;
  if (!buffer.detached) structuredClone(buffer, { transfer: [buffer] });
}

/** A Uint8Array of so many octets over a buffer that can be resized. */
export function resizable(size, max = 4096) {
  return new Uint8Array(new ArrayBuffer(size, { maxByteLength: max }));
}

export function utf8(text) {
  return new TextEncoder().encode(text);
}

/** An object that becomes `text` after `act`. */
export function asText(act, text) {
  return {
    toString() {
      act();
      return text;
    },
  };
}

/** An object that becomes `value` after `act`, however it is asked. */
export function asPrimitive(act, value) {
  return {
    [Symbol.toPrimitive]() {
      act();
      return value;
    },
  };
}

/** `object` with one more member, whose getter calls `act` first. */
export function withGetter(object, name, act, value) {
  return Object.defineProperty({ ...object }, name, {
    get() {
      act();
      return value;
    },
    enumerable: true,
    configurable: true,
  });
}

/** An iterable of the items that calls act(index) before each. */
export function iterableOf(items, act) {
  return {
    * [Symbol.iterator]() {
      for (let i = 0; i < items.length; ++i) {
        act(i);
        yield items[i];
      }
    },
  };
}

/** Calls `use` while `act` is called whenever `then` is looked for on an object without one. */
export async function whileThenIsRead(act, use) {
  let isActing = false;
  Object.defineProperty(Object.prototype, "then", {
    get() {
      if (!isActing) {
        isActing = true;
        try {
          act(this);
        } finally {
          isActing = false;
        }
      }
      return undefined;
    },
    configurable: true,
  });
  try {
    return await use();
  } finally {
    delete Object.prototype.then;
  }
}

// Words of exceptions that nobody has thrown on purpose.
const ACCIDENTS = new RegExp([
  "Cannot (read|set|destructure|convert)",
  "is not (a function|a constructor|iterable|defined)",
  "native function",
  "Maximum call",
  "before initialization",
].join("|"));

/** An exception of the runtime that says what is wrong. */
export function assertClean(error) {
  const isKnown = error instanceof TypeError || error instanceof RangeError ||
    error instanceof DOMException || error instanceof SyntaxError || error?.name === "Error";
  assert(isKnown, `it threw ${error?.name}: ${error?.message}`);
  assert(!ACCIDENTS.test(error.message), `by accident: ${error.stack}`);
  return error;
}

/**
 * What `use` gives is a value that `isRight` says true of, or it throws or rejects with a clean
 * exception.
 * @returns what it gave; undefined for an exception
 */
export async function settles(use, isRight = () => true) {
  let value;
  try {
    value = await use();
  } catch (error) {
    assertClean(error);
    return undefined;
  }
  const verdict = await isRight(value);
  assert(verdict !== false, `it gave ${String(value)}`);
  return value;
}

/** Calls `use`, whose exception must be clean; returns whether it threw. */
export function attempt(use) {
  try {
    const result = use();
    if (result instanceof Promise) result.catch(assertClean);
    return false;
  } catch (error) {
    assertClean(error);
    return true;
  }
}

/** What a promise says within a few turns, or "pending". */
export async function stateOf(promise) {
  const later = new Promise((done) => setTimeout(done, 2, "pending"));
  return Promise.race([promise.then(() => "fulfilled", () => "rejected"), later]);
}
