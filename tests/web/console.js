import { assert, assertEquals, assertThrows } from "./assert.js";

// What the console writes is the business of tests/e2e/console_test.py.

export const tests = {
  "every method of the standard is there": () => {
    const methods = ["assert", "clear", "count", "countReset", "debug", "dir", "dirxml", "error", "group",
      "groupCollapsed", "groupEnd", "info", "log", "table", "time", "timeEnd", "timeLog", "trace", "warn"];
    assertEquals(methods.filter((name) => typeof console[name] !== "function"), []);
    assertEquals(String(console), "[object console]");
  },

  "methods need no receiver and give nothing": () => {
    const { debug } = console;
    assertEquals(debug("detached"), undefined);
  },

  "looking at a value calls nothing of it": () => {
    const seen = [];
    const spy = new Proxy({}, {
      get(_, trap) {
        return () => {
          seen.push(trap);
          throw new Error("a trap was called");
        };
      },
    });
    class Watched {
      get field() {
        seen.push("field");
        return 1;
      }
      toString() {
        seen.push("toString");
        return "";
      }
    }
    const watched = new Watched();
    Object.defineProperty(watched, "own", { enumerable: true, get: () => seen.push("own") });
    console.debug(new Proxy({}, spy), Object.create(new Proxy({}, spy)), watched, [watched]);
    console.table([watched, new Proxy({}, spy)]);
    assertEquals(seen, []);
  },

  "what cannot be shown does no harm": () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    let deep = {};
    for (let i = 0; i < 20000; ++i) deep = { deep };
    const error = new Error("x");
    Object.defineProperty(error, "stack", { get() { throw new Error("y"); } });
    error.cause = error;
    console.debug(proxy, error, Object.create(null), new Array(1e9), "x".repeat(1e6));
    console.dir(deep, { depth: Infinity });
  },

  "the globals a worker changes are not asked": () => {
    const { join, push } = Array.prototype;
    const called = [];
    try {
      Array.prototype.join = () => called.push("join");
      Array.prototype.push = () => called.push("push");
      console.debug({ a: [1, 2, { b: new Map([[1, 2]]) }] });
    } finally {
      Array.prototype.join = join;
      Array.prototype.push = push;
    }
    assertEquals(called, []);
  },

  "a label is a string": () => {
    assertThrows(() => console.count(Symbol("s")), TypeError);
    assert(console.countReset("a label of its own") === undefined);
  },
};
