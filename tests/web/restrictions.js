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

  "there is no SharedArrayBuffer": () => {
    assertEquals("SharedArrayBuffer" in globalThis, false);
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 2, shared: true });
    const instance = new WebAssembly.Instance(new WebAssembly.Module(SHARED_MODULE));
    for (const { buffer } of [memory, instance.exports.m]) {
      assertEquals(buffer.byteLength, 65_536);
      assertEquals(buffer.constructor, Object);
      for (const owner of prototypesOf(buffer)) {
        for (const key of Reflect.ownKeys(owner)) {
          if (owner === Object.prototype) continue;
          assert(!["constructor", "grow"].includes(key), `the prototype has ${String(key)}`);
        }
      }
      assertEquals(buffer.slice(0, 8).constructor, Object);
      assertThrows(() => structuredClone(buffer));
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
