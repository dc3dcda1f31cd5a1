import EventEmitter, { captureRejectionSymbol, errorMonitor, on, once } from "node:events";
import { assertEquals, assertRejects, assertThrows } from "./assert.js";

export const tests = {
  "listeners are called in order, and once where asked": () => {
    const emitter = new EventEmitter();
    const seen = [];
    emitter.on("x", (value) => seen.push(`on ${value}`));
    emitter.once("x", (value) => seen.push(`once ${value}`));
    emitter.prependListener("x", (value) => seen.push(`first ${value}`));
    assertEquals(emitter.emit("x", 1), true);
    emitter.emit("x", 2);
    assertEquals(seen, ["first 1", "on 1", "once 1", "first 2", "on 2"]);
    assertEquals(emitter.emit("y"), false);
    assertEquals(emitter.listenerCount("x"), 2);
    assertEquals(EventEmitter.EventEmitter, EventEmitter);
  },

  "an error without a listener is thrown": () => {
    const emitter = new EventEmitter();
    assertThrows(() => emitter.emit("error", new RangeError("x")), RangeError);
    let monitored;
    emitter.on(errorMonitor, (error) => {
      monitored = error;
    });
    emitter.on("error", () => {});
    emitter.emit("error", 7);
    assertEquals(monitored, 7);
  },

  "once and on are awaited": async () => {
    const emitter = new EventEmitter();
    setTimeout(() => emitter.emit("x", 1, 2), 1);
    assertEquals(await once(emitter, "x"), [1, 2]);
    setTimeout(() => emitter.emit("error", new TypeError("x")), 1);
    await assertRejects(once(emitter, "x"), TypeError);
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 1);
    await assertRejects(once(emitter, "x", { signal: controller.signal }), "AbortError");
    const seen = [];
    setTimeout(() => {
      emitter.emit("y", 1);
      emitter.emit("y", 2);
    }, 1);
    for await (const [value] of on(emitter, "y")) if (seen.push(value) === 2) break;
    assertEquals(seen, [1, 2]);
    const target = new EventTarget();
    setTimeout(() => target.dispatchEvent(new Event("z")), 1);
    assertEquals((await once(target, "z"))[0].type, "z");
  },

  "rejections of listeners are caught where asked": async () => {
    const emitter = new EventEmitter({ captureRejections: true });
    const caught = new Promise((resolve) => {
      emitter[captureRejectionSymbol] = resolve;
    });
    emitter.on("x", async () => {
      throw new RangeError("x");
    });
    emitter.emit("x");
    assertEquals((await caught).name, "RangeError");
  },
};
