import * as workers from "cloudflare:workers";
import { assert, assertEquals, assertRejects, assertThrows } from "./assert.js";

const envAtTheTop = { ...workers.env };

export const tests = {
  "cloudflare:workers has what libraries import": () => {
    assertEquals(typeof workers.waitUntil, "function");
    assertEquals(typeof workers.env, "object");
    class Entry extends workers.WorkerEntrypoint {}
    class Counter extends workers.DurableObject {}
    assertEquals([new Entry(1, 2).ctx, new Entry(1, 2).env], [1, 2]);
    assertEquals([new Counter(1, 2).ctx, new Counter(1, 2).env], [1, 2]);
    assert(new workers.RpcTarget() instanceof workers.RpcTarget);
  },

  "variables are there when the top level runs": () => {
    assertEquals(Object.keys(envAtTheTop), Object.keys(workers.env));
  },

  "classes are not enumerable globals, functions are": () => {
    for (const name of ["Request", "URL", "console", "ReadableStream", "DOMException"]) {
      const { writable, enumerable, configurable } =
        Object.getOwnPropertyDescriptor(globalThis, name);
      assertEquals([writable, enumerable, configurable], [true, false, true], name);
    }
    for (const name of ["setTimeout", "atob", "structuredClone", "self", "crypto"]) {
      assertEquals(Object.getOwnPropertyDescriptor(globalThis, name).enumerable, true, name);
    }
    assertEquals(self === globalThis, true);
  },

  "functions and interfaces are called what the global object calls them": () => {
    const isOurs = (value) => typeof value === "function" && !String(value).includes("[native code]");
    let count = 0;
    for (const [key, { value }] of Object.entries(Object.getOwnPropertyDescriptors(globalThis))) {
      if (!isOurs(value)) continue;
      ++count;
      assertEquals(value.name, key);
      for (const owner of [value, value.prototype ?? {}]) {
        for (const [name, member] of Object.entries(Object.getOwnPropertyDescriptors(owner))) {
          if (!isOurs(member.value) || name === "constructor") continue;
          assertEquals(member.value.name, name, `${key}.${name}`);
        }
      }
    }
    assertEquals(count > 40, true, `${count} functions`);
  },

  "only the runtime makes its own objects": () => {
    for (const Class of [ExecutionContext, Navigator, Scheduler, Crypto, SubtleCrypto, Performance]) {
      assertThrows(() => new Class(), TypeError, Class.name);
    }
  },

  "libraries recognise the platform": () => {
    assertEquals(navigator.userAgent, "Cloudflare-Workers");
  },

  "scheduler.wait waits, and gives up with its signal": async () => {
    assertEquals(await scheduler.wait(1), undefined);
    const reason = new Error("why");
    await assertRejects(scheduler.wait(1000, { signal: AbortSignal.abort(reason) }), reason);
    const controller = new AbortController();
    const waiting = scheduler.wait(1000, { signal: controller.signal });
    controller.abort(new RangeError("now"));
    await assertRejects(waiting, RangeError);
    await assertRejects(scheduler.wait(1, { signal: 5 }), TypeError);
  },

  "the global object is told of errors": () => {
    const seen = [];
    const listener = (event) => {
      seen.push(event.type, event.error, event.message);
      event.preventDefault();
    };
    addEventListener("error", listener);
    reportError(new TypeError("x"));
    removeEventListener("error", listener);
    assertEquals([seen[0], seen[1] instanceof TypeError, seen[2]], ["error", true, "TypeError: x"]);
  },

  "the global object takes and sends events": () => {
    const seen = [];
    addEventListener("custom", (event) => seen.push(event.detail), { once: true });
    assertEquals(dispatchEvent(new CustomEvent("custom", { detail: 5 })), true);
    dispatchEvent(new CustomEvent("custom", { detail: 6 }));
    assertEquals(seen, [5]);
    assertThrows(() => addEventListener("x"), TypeError);
    assertThrows(() => dispatchEvent({}), TypeError);
  },

  "a FetchEvent of the worker's own answers nobody": () => {
    const request = new Request("http://a.b");
    const event = new FetchEvent("fetch", { request });
    assert(event instanceof ExtendableEvent && event instanceof Event);
    assertEquals(event.request === request, true);
    assertThrows(() => event.respondWith(new Response()), "InvalidStateError");
    assertThrows(() => event.waitUntil(Promise.resolve()), "InvalidStateError");
    assertThrows(() => new FetchEvent("fetch"), TypeError);
    assertThrows(() => new FetchEvent("fetch", {}), TypeError);
  },

  "waitUntil needs an argument and takes any": () => {
    assertThrows(() => workers.waitUntil(), TypeError);
    assertEquals(workers.waitUntil(5), undefined);
    assertEquals(workers.waitUntil(Promise.resolve()), undefined);
  },
};
