import { AsyncLocalStorage, AsyncResource } from "node:async_hooks";
import { EventEmitter } from "node:events";
import { setTimeout as wait } from "node:timers/promises";
import { assertEquals, assertThrows } from "./assert.js";

const storage = new AsyncLocalStorage();
const other = new AsyncLocalStorage({ defaultValue: "none", name: "other" });

async function seen() {
  const values = [storage.getStore()];
  await null;
  values.push(storage.getStore());
  await new Promise((resolve) => setTimeout(resolve, 1));
  values.push(storage.getStore());
  await wait(1);
  values.push(storage.getStore());
  await new Promise((resolve) => queueMicrotask(() => resolve(values.push(storage.getStore()))));
  await new Promise((resolve) => process.nextTick(() => resolve(values.push(storage.getStore()))));
  await new Promise((resolve) => setImmediate(() => resolve(values.push(storage.getStore()))));
  return values;
}

export const tests = {
  "a value goes through promises, timers and ticks": async () => {
    assertEquals(await storage.run(1, seen), [1, 1, 1, 1, 1, 1, 1]);
    assertEquals(storage.getStore(), undefined);
  },

  "concurrent contexts are apart": async () => {
    const all = await Promise.all([storage.run("a", seen), storage.run("b", seen), seen()]);
    assertEquals(all, [Array(7).fill("a"), Array(7).fill("b"), Array(7).fill(undefined)]);
  },

  "storages are apart": () => {
    storage.run(1, () => {
      assertEquals(other.getStore(), "none");
      other.run(2, () => assertEquals([storage.getStore(), other.getStore()], [1, 2]));
      storage.exit(() => assertEquals(storage.getStore(), undefined));
      assertEquals(storage.getStore(), 1);
    });
    assertEquals(other.name, "other");
  },

  "run returns, throws and passes arguments on": () => {
    assertEquals(storage.run(1, (a, b) => a + b, 2, 3), 5);
    assertThrows(() => storage.run(1, () => {
      throw new RangeError("x");
    }), RangeError);
    assertEquals(storage.getStore(), undefined);
  },

  "enterWith lasts as long as what runs": async () => {
    await (async () => {
      await null;
      storage.enterWith("entered");
      assertEquals(storage.getStore(), "entered");
      await null;
      assertEquals(storage.getStore(), "entered");
    })();
    await null;
    assertEquals(storage.getStore(), undefined);
  },

  "a callback of a promise has the context of its then()": async () => {
    let resolve;
    const promise = new Promise((done) => {
      resolve = done;
    });
    const value = storage.run("then", () => promise.then(() => storage.getStore()));
    storage.run("resolve", () => resolve());
    assertEquals(await value, "then");
  },

  "an interval keeps its context": async () => {
    const values = await storage.run("i", () => new Promise((resolve) => {
      const found = [];
      const timer = setInterval(() => {
        if (found.push(storage.getStore()) < 3) return;
        clearInterval(timer);
        resolve(found);
      }, 1);
    }));
    assertEquals(values, ["i", "i", "i"]);
  },

  "listeners have the context of emit()": () => {
    const emitter = new EventEmitter();
    const target = new EventTarget();
    const values = [];
    storage.run("on", () => {
      emitter.on("x", () => values.push(storage.getStore()));
      target.addEventListener("x", () => values.push(storage.getStore()));
    });
    storage.run("emit", () => {
      emitter.emit("x");
      target.dispatchEvent(new Event("x"));
    });
    assertEquals(values, ["emit", "emit"]);
  },

  "snapshot, bind and AsyncResource go back": () => {
    const [snapshot, bound, resource] = storage.run("then", () => [
      AsyncLocalStorage.snapshot(),
      AsyncLocalStorage.bind((x) => [x, storage.getStore()]),
      new AsyncResource("test"),
    ]);
    storage.run("now", () => {
      assertEquals(snapshot((x) => [x, storage.getStore()], 1), [1, "then"]);
      assertEquals(bound(2), [2, "then"]);
      assertEquals(resource.runInAsyncScope((x) => [x, storage.getStore()], null, 3), [3, "then"]);
      assertEquals(AsyncResource.bind(() => storage.getStore())(), "now");
    });
    assertEquals(typeof resource.asyncId(), "number");
  },

  "a stream of a response keeps its context": async () => {
    const text = await storage.run("s", () => {
      let left = 3;
      return new Response(new ReadableStream({
        async pull(controller) {
          await wait(1);
          controller.enqueue(new TextEncoder().encode(`${storage.getStore()}`));
          if (--left === 0) controller.close();
        },
      })).text();
    });
    assertEquals(text, "sss");
  },

  "what belongs to the request still does": async () => {
    await storage.run("x", async () => {
      crypto.randomUUID();
      await null;
      crypto.randomUUID();
      await wait(1);
      crypto.randomUUID();
    });
  },
};
