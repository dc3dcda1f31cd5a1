import { Buffer as NodeBuffer } from "node:buffer";
import nodeProcess from "node:process";
import { clearImmediate as clear, setImmediate as set } from "node:timers";
import { assert, assertEquals } from "./assert.js";

export const tests = {
  "they are what the modules export": () => {
    assertEquals([process, Buffer, global], [nodeProcess, NodeBuffer, globalThis]);
    assertEquals([setImmediate, clearImmediate], [set, clear]);
    for (const name of ["process", "Buffer", "global", "setImmediate", "clearImmediate"]) {
      const descriptor = Object.getOwnPropertyDescriptor(globalThis, name);
      assertEquals(descriptor.enumerable, false, name);
      assertEquals(descriptor.configurable, true, name);
    }
  },

  "they can be replaced": () => {
    const before = globalThis.process;
    globalThis.process = 5;
    assertEquals(process, 5);
    globalThis.process = before;
  },

  "timers of the platform keep their numbers": () => {
    const timer = setTimeout(() => {}, 1000);
    assertEquals(typeof timer, "number");
    clearTimeout(timer);
  },

  "setImmediate runs after what runs, clearImmediate stops it": async () => {
    const seen = [];
    const cleared = setImmediate(() => seen.push("cleared"));
    clearImmediate(cleared);
    await new Promise((resolve) => {
      setImmediate((value) => {
        seen.push(value);
        resolve();
      }, "immediate");
      seen.push("now");
    });
    assertEquals(seen, ["now", "immediate"]);
    assert(cleared.hasRef());
  },
};
