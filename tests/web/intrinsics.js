// The runtime neither calls nor needs what a worker has replaced.

import { assert, assertEquals } from "./assert.js";
import { apiCalls } from "./api_calls.js";
import { replaceAll, slotCount } from "./replaced.js";

// Names that dictionaries, iterators, promises and the runtime's own objects have.
const MEMBERS = `
  0 1 2 3 4 5 6 7 8 9 then done value next return throw get set has delete add push length size name
  type status statusText headers body method redirect signal referrer credentials cache mode url
  start pull cancel write close abort transform flush readableStrategy writableStrategy highWaterMark
  autoAllocateChunkSize preventClose preventAbort preventCancel once passive capture handleEvent
  detail bubbles cancelable composed message error filename lineno colno reason promise request
  transfer fatal ignoreBOM stream read written endings lastModified depth colors compact state
  source used kind id key index list promise resolve reject callback values timeout repeats nesting
  code cause errors constructor toString toJSON writable readable enumerable configurable
  converter required defaultValue params check copy hash algorithm usages extractable data
  namedCurve salt iv k alg ext kty
`.trim().split(/\s+/).filter((name) => !["constructor", "toString", "length"].includes(name));

// What specifications say is called: the members of dictionaries and the iterators of iterables that
// the calls are given.
const MANDATED = new Set([
  "globalThis.Headers.prototype.Symbol(Symbol.iterator)",
  "[object Headers Iterator].__proto__.next",
  "globalThis.Array.prototype.Symbol(Symbol.iterator)",
  "[object Array Iterator].__proto__.next",
  "globalThis.CountQueuingStrategy.prototype.highWaterMark",
  "globalThis.CountQueuingStrategy.prototype.size",
  "globalThis.TextDecoderStream.prototype.readable",
  "globalThis.TextDecoderStream.prototype.writable",
  "globalThis.TransformStream.prototype.readable",
  "globalThis.TransformStream.prototype.writable",
]);

// `await` itself calls `then` when a promise's constructor is not Promise.
function isReplaced({ owner, key }) {
  return owner !== Promise.prototype || key !== "constructor";
}

// The calls of something that was replaced, with where each name was called first.
class Calls {
  #stacks = new Map();
  #has = Map.prototype.has.bind(this.#stacks);
  #set = Map.prototype.set.bind(this.#stacks);
  #capture = Error.captureStackTrace;

  note(name) {
    if (this.#has(name)) return;
    const holder = { __proto__: null };
    this.#set(name, holder);
    const capture = this.#capture;
    capture(holder);
  }

  unexpected(expected) {
    return [...this.#stacks].filter(([name]) => !expected.has(name))
      .map(([name, { stack }]) => `${name} at ${stack}`);
  }
}

async function results() {
  const answers = [];
  for (const name of Object.keys(apiCalls)) answers.push([name, await apiCalls[name]()]);
  return answers;
}

// What each call answers while all is replaced; `arm()` replaces and returns what puts it back.
async function resultsWhile(arm) {
  const answers = [];
  for (const name of Object.keys(apiCalls)) {
    const use = apiCalls[name];
    let answer;
    const disarm = arm();
    try {
      answer = await use();
    } catch (error) {
      answer = error;
    } finally {
      disarm();
    }
    answers.push([name, answer instanceof Error ? `threw ${answer.stack}` : answer]);
  }
  return answers;
}

function replaceMembers(onGet, onSet) {
  const { defineProperty, deleteProperty } = Reflect;
  const { prototype } = Object;
  const { length } = MEMBERS;
  for (let i = 0; i < length; ++i) {
    const name = MEMBERS[i];
    defineProperty(prototype, name, {
      __proto__: null,
      get() {
        return onGet(name, this);
      },
      set(value) {
        onSet(name, this, value);
      },
      configurable: true,
    });
  }
  return () => {
    for (let i = 0; i < length; ++i) deleteProperty(prototype, MEMBERS[i]);
  };
}

export const tests = {
  "what is replaced is all there is": () => {
    assert(slotCount > 1000, `${slotCount} functions and accessors`);
  },

  "nothing that was replaced is called": async () => {
    const expected = await results();
    const calls = new Calls();
    const found = await resultsWhile(() => replaceAll((name) => calls.note(name), isReplaced));
    assertEquals(calls.unexpected(MANDATED), []);
    assertEquals(found, expected);
  },

  "nothing that was replaced is needed": async () => {
    const expected = await results();
    const { Error } = globalThis;
    const found = await resultsWhile(() => replaceAll((name) => {
      throw new Error(`${name} was called`);
    }, (slot) => isReplaced(slot) && !MANDATED.has(slot.name)));
    assertEquals(found, expected);
  },

  "a promise of the runtime is not asked for its constructor": async () => {
    const { prototype } = Promise;
    const { defineProperty } = Reflect;
    const calls = new Calls();
    const original = Object.getOwnPropertyDescriptor(prototype, "constructor");
    const arm = () => {
      const disarm = replaceAll((name) => calls.note(name), ({ owner, key }) =>
        owner === Promise || (owner === prototype && key !== "constructor"));
      defineProperty(prototype, "constructor", {
        get() {
          calls.note("constructor");
          return Promise;
        },
        configurable: true,
      });
      return () => {
        defineProperty(prototype, "constructor", original);
        disarm();
      };
    };
    let results;
    // `await` itself asks, so nothing is awaited between the two timers.
    await new Promise((done) => setTimeout(() => {
      const disarm = arm();
      const [first, second] = new ReadableStream({ start: (sink) => sink.close() }).tee();
      results = [
        new Response("x").text(), new Response(first).text(), scheduler.wait(1),
        second.pipeThrough(new TransformStream()).pipeTo(new WritableStream()),
        crypto.subtle.digest("SHA-1", new Uint8Array(1)), new ReadableStream().cancel(),
        new Blob(["x"]).stream().getReader().read(), ReadableStream.from(["x"]).values().next(),
      ];
      queueMicrotask(() => {});
      let hops = 20;
      const hop = () => {
        if (--hops > 0) {
          setTimeout(hop, 1);
        } else {
          disarm();
          done();
        }
      };
      hop();
    }, 0));
    const [text, empty] = await Promise.all(results);
    assertEquals([text, empty], ["x", ""]);
    assertEquals(calls.unexpected(new Set()), []);
  },

  "no setter of Object.prototype is called": async () => {
    const expected = await results();
    const calls = new Calls();
    const found = await resultsWhile(
      () => replaceMembers(() => undefined, (name) => calls.note(name)));
    assertEquals(calls.unexpected(new Set()), []);
    assertEquals(found, expected);
  },
};
