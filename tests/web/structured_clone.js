import { assert, assertEquals, assertThrows } from "./assert.js";

export const tests = {
  "what the language has is copied deeply": () => {
    const value = {
      text: "a", number: -0, big: 5n, list: [1, [2]], none: undefined, nothing: null,
      date: new Date(5), map: new Map([["k", { v: 1 }]]), set: new Set([1]), octets: new Uint8Array([1]),
    };
    const clone = structuredClone(value);
    assertEquals([clone.text, clone.number, clone.big, clone.list, clone.none, clone.nothing],
      ["a", -0, 5n, [1, [2]], undefined, null]);
    assert("none" in clone);
    assert(clone.list !== value.list && clone.list[1] !== value.list[1]);
    assertEquals([clone.date.getTime(), clone.map.get("k"), [...clone.set]], [5, { v: 1 }, [1]]);
    assert(clone.map.get("k") !== value.map.get("k"));
    assertEquals(clone.octets, value.octets);
    assert(clone.octets.buffer !== value.octets.buffer);
    assertEquals(structuredClone(/a/gi).flags, "gi");
  },

  "what is the same stays the same": () => {
    const blob = new Blob(["x"]);
    const value = { a: blob, b: blob };
    value.self = value;
    const clone = structuredClone(value);
    assert(clone.self === clone && clone !== value);
    assert(clone.a === clone.b && clone.a !== blob);
  },

  "errors keep their class, message and cause": () => {
    const clone = structuredClone(new RangeError("far", { cause: "near" }));
    assert(clone instanceof RangeError);
    assertEquals([clone.message, clone.cause], ["far", "near"]);
  },

  "Blobs, Files and DOMExceptions are copied": async () => {
    const { blob, file, exception } = structuredClone({
      blob: new Blob(["b"], { type: "x/y" }),
      file: new File(["f"], "name", { type: "z/z", lastModified: 5 }),
      exception: new DOMException("message", "AbortError"),
    });
    assert(blob instanceof Blob && !(blob instanceof File));
    assertEquals([blob.type, await blob.text()], ["x/y", "b"]);
    assert(file instanceof File);
    assertEquals([file.name, file.type, file.lastModified, await file.text()],
      ["name", "z/z", 5, "f"]);
    assert(exception instanceof DOMException);
    assertEquals([exception.name, exception.message, exception.code], ["AbortError", "message", 20]);
  },

  "objects of the worker's classes become plain": () => {
    class Point {
      x = 1;
      #secret = 2;
      get secret() {
        return this.#secret;
      }
    }
    const clone = structuredClone(new Point());
    assert(Object.getPrototypeOf(clone) === Object.prototype);
    assertEquals(clone, { x: 1 });
  },

  "what cannot be copied is a DataCloneError": () => {
    const values = [() => 1, Symbol("s"), new WeakMap(), Promise.resolve(), new Proxy({}, {}),
      new Response("x"), new Headers(), new ReadableStream(), new FormData(), new AbortController(),
      new (class extends EventTarget {})()];
    for (const value of values) {
      const error = assertThrows(() => structuredClone({ value }), "DataCloneError");
      assert(error instanceof DOMException);
      assertEquals(error.code, 25);
    }
  },

  "buffers are transferred": () => {
    const octets = new Uint8Array([1, 2, 3]);
    const { buffer } = octets;
    const clone = structuredClone({ octets }, { transfer: [buffer] });
    assertEquals(clone.octets, new Uint8Array([1, 2, 3]));
    assertEquals([buffer.byteLength, octets.length], [0, 0]);
    assertThrows(() => structuredClone(1, { transfer: [buffer] }), "DataCloneError");
    const other = new ArrayBuffer(1);
    assertThrows(() => structuredClone(1, { transfer: [other, other] }), "DataCloneError");
    assertThrows(() => structuredClone(1, { transfer: [{}] }), "DataCloneError");
    assertThrows(() => structuredClone(1, { transfer: 5 }), TypeError);
    assertEquals(other.byteLength, 1);
  },

  "what a getter throws comes out": () => {
    const thrown = new Error("mine");
    assertThrows(() => structuredClone({ get a() { throw thrown; } }), thrown);
    assertThrows(() => structuredClone(), TypeError);
  },
};
