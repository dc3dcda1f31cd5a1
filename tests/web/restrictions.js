// What a worker must not have: code from strings, memory that threads share, waiting for it.

import { assert, assertEquals, assertThrows } from "./assert.js";

// (module (memory (export "m") 1 1 shared))
const SHARED_MODULE = new Uint8Array([
  0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 5, 4, 1, 3, 1, 1, 7, 5, 1, 1, 0x6d, 2, 0,
]);

function prototypesOf(object) {
  const found = [];
  for (let owner = object; owner !== null; owner = Object.getPrototypeOf(owner)) found.push(owner);
  return found;
}

function sharedClass() {
  return new WebAssembly.Memory({ initial: 0, maximum: 0, shared: true }).buffer.constructor;
}

export const tests = {
  "no code is made from strings": () => {
    const message = "Code generation from strings disallowed for this context";
    const kinds = [
      function () {}, () => {}, function* () {}, async () => {}, async function* () {}, class {},
    ];
    const makers = kinds.map((kind) => Object.getPrototypeOf(kind).constructor);
    for (const maker of [Function, ...makers]) {
      assertEquals(assertThrows(() => maker("return 1"), EvalError).message, message);
      assertEquals(assertThrows(() => new maker("return 1"), EvalError).message, message);
      assertThrows(() => Reflect.construct(maker, ["return 1"], Array), EvalError);
    }
    assertEquals(assertThrows(() => eval("1"), EvalError).message, message);
    assertEquals(assertThrows(() => (0, eval)("1"), EvalError).message, message);
    assertEquals(eval(1), 1);
    assertThrows(() => setTimeout("1"), TypeError);
    assertThrows(() => setInterval("1", 1), TypeError);
    assertEquals(typeof globalThis.ShadowRealm, "undefined");
  },

  "there is no global SharedArrayBuffer, and the one of shared memory does not grow": () => {
    assertEquals("SharedArrayBuffer" in globalThis, false);
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 2, shared: true });
    const instance = new WebAssembly.Instance(new WebAssembly.Module(SHARED_MODULE));
    for (const { buffer } of [memory, instance.exports.m]) {
      assertEquals(buffer.byteLength, 65_536);
      for (const owner of prototypesOf(buffer)) assertEquals("grow" in owner, false);
      const Shared = buffer.constructor;
      assertEquals([Shared.name, Shared.length], ["SharedArrayBuffer", 1]);
      assertEquals(Shared.prototype, Object.getPrototypeOf(buffer));
      assertEquals(buffer.slice(0, 8).constructor, Shared);
      assertThrows(() => structuredClone(buffer));
    }
    assertEquals(memory.buffer.constructor, instance.exports.m.buffer.constructor);
  },

  "shared memory of a length that does not change is made with new": () => {
    const Shared = sharedClass();
    const buffer = new Shared("8.9");
    assertEquals([buffer.byteLength, buffer.maxByteLength, buffer.growable], [8, 8, false]);
    assertEquals([buffer instanceof Shared, Object.prototype.toString.call(buffer)],
      [true, "[object SharedArrayBuffer]"]);
    assertEquals(new Shared().byteLength, 0);
    assertEquals(new Shared(1, { maxByteLength: undefined }).growable, false);
    assertEquals(new Shared(1, 5).growable, false);
    assertThrows(() => Shared(8), TypeError);
    assertThrows(() => new Shared(8, { maxByteLength: 8 }), TypeError);
    assertThrows(() => new Shared(-1), RangeError);
    assertThrows(() => new Shared(2 ** 53), RangeError);
    assertThrows(() => new Shared(Symbol()), TypeError);
    const shorter = buffer.slice(4);
    assertEquals([shorter.byteLength, shorter instanceof Shared], [4, true]);
  },

  "no subclass of shared memory grows": () => {
    const Shared = sharedClass();
    class Own extends Shared {}
    const own = new Own(8);
    assertEquals([own.byteLength, own instanceof Own, own.slice(2) instanceof Own], [8, true, true]);
    assertThrows(() => new Own(8, { maxByteLength: 16 }), TypeError);
    assertThrows(() => Reflect.construct(Shared, [8, { maxByteLength: 16 }], Array), TypeError);
    assertEquals(Reflect.getPrototypeOf(Reflect.construct(Shared, [8], Array)), Array.prototype);
    const given = [];
    const of = (constructor) => Object.assign(new Shared(8), { constructor }).slice(0, 4);
    assertEquals(of(undefined).growable, false);
    assertEquals(of({ [Symbol.species]: null }).growable, false);
    of({ [Symbol.species]: function (...all) { given.push(...all); return new Shared(...all); } });
    assertEquals(given, [4]);
  },

  "the stack of what makes shared memory does not lead to V8's class": () => {
    const Shared = sharedClass();
    const { prepareStackTrace } = Error;
    const frames = [];
    Error.prepareStackTrace = (_, sites) => frames.push(...sites);
    try {
      const Target = new Proxy(function () {}, { get: () => void new Error().stack });
      Reflect.construct(Shared, [8], Target);
      try { new Shared(-1); } catch (error) { void error.stack; }
      try { new Shared({ valueOf() { throw new Error(); } }); } catch (error) { void error.stack; }
    } finally {
      Error.prepareStackTrace = prepareStackTrace;
    }
    assert(frames.length > 6);
    for (const frame of frames) {
      assert(frame.getFunction()?.name !== "SharedArrayBuffer", String(frame));
    }
  },

  "nothing waits": () => {
    assertEquals([Atomics.wait, Atomics.waitAsync], [undefined, undefined]);
    const numbers = new Int32Array(1);
    assertEquals([Atomics.add(numbers, 0, 5), Atomics.load(numbers, 0)], [0, 5]);
  },

  "WebAssembly is there": () => {
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 65_536 });
    assertEquals(memory.grow(1), 1);
    assertEquals(memory.buffer.byteLength, 131_072);
    assertEquals(memory.buffer.constructor, ArrayBuffer);
  },
};
