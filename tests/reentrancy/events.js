// Events, signals, timers, ports, marks and the console.

import { assert, assertEquals, assertThrows } from "./assert.js";
import { asPrimitive, asText, attempt, detach, settles, withGetter } from "./reenter.js";

export const tests = {
  "listeners that remove each other": () => {
    const target = new EventTarget();
    const seen = [];
    const listeners = [0, 1, 2, 3].map((i) => () => {
      seen.push(i);
      for (const other of listeners) target.removeEventListener("x", other);
    });
    for (const listener of listeners) target.addEventListener("x", listener);
    target.dispatchEvent(new Event("x"));
    assertEquals(seen, [0]);
  },

  "listeners that add others and dispatch within": () => {
    const target = new EventTarget();
    let calls = 0;
    target.addEventListener("x", () => {
      if (++calls > 50) return;
      target.addEventListener("x", () => ++calls, { once: true });
      target.dispatchEvent(new Event("x"));
    });
    target.dispatchEvent(new Event("x"));
    assert(calls > 50);
  },

  "an event that is dispatched while it is dispatched": () => {
    const target = new EventTarget();
    const event = new Event("x");
    target.addEventListener("x",
      () => assertThrows(() => target.dispatchEvent(event), "InvalidStateError"));
    target.dispatchEvent(event);
    target.dispatchEvent(event);
  },

  "a listener whose handleEvent getter removes it": () => {
    const target = new EventTarget();
    const seen = [];
    const listener = { get handleEvent() {
      target.removeEventListener("x", listener);
      return () => seen.push("called");
    } };
    target.addEventListener("x", listener);
    target.dispatchEvent(new Event("x"));
    target.dispatchEvent(new Event("x"));
    assertEquals(seen, ["called"]);
  },

  "options of a listener whose getters abort its signal": () => {
    const target = new EventTarget();
    const controller = new AbortController();
    let calls = 0;
    target.addEventListener("x", () => ++calls, { signal: controller.signal, get once() {
      controller.abort();
      return false;
    } });
    target.dispatchEvent(new Event("x"));
    assert(calls <= 1);
  },

  "a type that changes the target while it is converted": () => {
    const target = new EventTarget();
    let calls = 0;
    const type = asText(() => target.addEventListener("x", () => ++calls), "x");
    target.addEventListener(type, () => ++calls);
    target.dispatchEvent(new Event(asText(() => target.dispatchEvent(new Event("y")), "x")));
    assertEquals(calls, 2);
  },

  "an event's init that dispatches": () => {
    const target = new EventTarget();
    const event = new CustomEvent("x",
      withGetter({}, "detail", () => target.dispatchEvent(new Event("y")), 5));
    assertEquals(event.detail, 5);
  },

  "handlers that replace themselves": () => {
    const { signal } = new AbortController();
    const seen = [];
    signal.onabort = () => {
      seen.push(1);
      signal.onabort = () => seen.push(2);
    };
    signal.dispatchEvent(new Event("abort"));
    signal.dispatchEvent(new Event("abort"));
    assertEquals(seen, [1, 2]);
  },

  "signals whose listeners abort others": () => {
    const controllers = Array.from({ length: 5 }, () => new AbortController());
    const any = AbortSignal.any(controllers.map(({ signal }) => signal));
    let calls = 0;
    controllers.forEach(({ signal }, i) => signal.addEventListener("abort", () => {
      ++calls;
      for (const other of controllers) other.abort(i);
    }));
    any.addEventListener("abort", () => controllers[4].abort("late"));
    controllers[2].abort("first");
    assertEquals([calls, any.reason], [5, "first"]);
  },

  "signals that are joined while one aborts": () => {
    const controller = new AbortController();
    let joined;
    controller.signal.addEventListener("abort", () => {
      joined = AbortSignal.any([controller.signal, AbortSignal.any([controller.signal])]);
    });
    controller.abort("r");
    assertEquals([joined.aborted, joined.reason], [true, "r"]);
  },

  "AbortSignal.any() of a list whose iterator aborts": () => {
    const controllers = [new AbortController(), new AbortController()];
    const list = { * [Symbol.iterator]() {
      yield controllers[0].signal;
      controllers[0].abort("early");
      yield controllers[1].signal;
    } };
    assertEquals(AbortSignal.any(list).reason, "early");
  },

  "a wait whose signal is aborted by its own timer": async () => {
    const controller = new AbortController();
    const waits = [1, 1, 2, 2].map((time) => scheduler.wait(time, { signal: controller.signal })
      .then(() => controller.abort(), () => {}));
    await Promise.all(waits);
    assert(controller.signal.aborted);
  },

  "timers that clear themselves and others": async () => {
    const seen = [];
    await new Promise((done) => {
      const timers = Array.from({ length: 5 }, (_, i) => setTimeout(() => {
        seen.push(i);
        for (const timer of timers) clearTimeout(timer);
      }, 1));
      const interval = setInterval(() => {
        clearInterval(interval);
        clearInterval(asPrimitive(() => clearInterval(interval), interval));
        done();
      }, 2);
    });
    assertEquals(seen, [0]);
  },

  "a delay that sets timers while it is converted": async () => {
    const seen = [];
    await new Promise((done) => {
      setTimeout(() => {
        seen.push("outer");
        done();
      }, asPrimitive(() => setTimeout(() => seen.push("inner"), 0), 2));
    });
    assertEquals(seen, ["inner", "outer"]);
  },

  "a port that is closed by its listeners": async () => {
    const { port1, port2 } = new MessageChannel();
    const seen = [];
    port2.onmessage = ({ data }) => {
      seen.push(data);
      port2.close();
      port1.close();
    };
    port1.postMessage(1);
    port1.postMessage(2);
    await scheduler.wait(3);
    assert(seen.length <= 1);
  },

  "a message whose getter closes its port": async () => {
    const { port1, port2 } = new MessageChannel();
    port2.onmessage = () => {};
    await settles(() => port1.postMessage({ get a() {
      port1.close();
      return 1;
    } }));
    port2.close();
  },

  "a message whose getter posts others": async () => {
    const { port1, port2 } = new MessageChannel();
    const seen = [];
    const arrived = new Promise((done) => {
      port2.onmessage = ({ data }) => {
        seen.push(data.name);
        if (seen.length === 2) done();
      };
    });
    port1.postMessage(
      withGetter({ name: "outer" }, "a", () => port1.postMessage({ name: "inner" }), 1));
    await arrived;
    port1.close();
    assertEquals(seen.sort(), ["inner", "outer"]);
  },

  "a message whose transfer detaches what it has": async () => {
    const { port1 } = new MessageChannel();
    const buffer = new ArrayBuffer(8);
    const message = withGetter({ buffer }, "a", () => detach(buffer), 1);
    await settles(() => port1.postMessage(message, [buffer]));
    await settles(() => port1.postMessage(port1, [port1]));
    port1.close();
  },

  "marks whose details make marks": () => {
    performance.mark(asText(() => performance.mark("inner"), "outer"), { get detail() {
      performance.clearMarks();
      return { get a() {
        performance.mark("deep");
        return 1;
      } };
    } });
    assert(performance.getEntriesByType("mark").length >= 1);
    performance.clearMarks();
  },

  "an observer that is disconnected by its callback": async () => {
    let calls = 0;
    const observer = new PerformanceObserver(() => {
      ++calls;
      observer.disconnect();
      performance.mark("again");
    });
    observer.observe({ get type() {
      performance.mark("early");
      return "mark";
    } });
    performance.mark("x");
    performance.measure("m", withGetter({}, "start", () => performance.clearMeasures(), 0));
    await scheduler.wait(2);
    performance.clearMarks();
    performance.clearMeasures();
    assertEquals(calls, 1);
  },

  "reportError() whose listener reports errors": async () => {
    let calls = 0;
    const listener = (event) => {
      event.preventDefault();
      if (++calls < 5) reportError(new Error("nested"));
    };
    addEventListener("error", listener);
    reportError(new Error("outer"));
    removeEventListener("error", listener);
    assert(calls >= 1);
  },

  "errors whose stack and message are getters that throw": () => {
    const error = new Error("x");
    for (const name of ["stack", "message", "name", "cause"]) {
      Object.defineProperty(error, name, { get() {
        throw new RangeError(`no ${name}`);
      } });
    }
    const listener = (event) => event.preventDefault();
    addEventListener("error", listener);
    attempt(() => reportError(error));
    removeEventListener("error", listener);
    attempt(() => console.log(error, [error], { error }));
  },

  "what is logged logs while it is read": () => {
    const value = { get a() {
      console.log(value);
      return 1;
    }, [Symbol.for("nodejs.util.inspect.custom")]() {
      console.log("custom");
      return "shown";
    }, get [Symbol.toStringTag]() {
      console.log("tag");
      return "Tag";
    }, toString() {
      console.log("string");
      return "text";
    } };
    console.log(value, [value], new Map([[value, value]]), new Set([value]));
    console.log("%s %d %o", value, value, value);
    console.table([value]);
    console.table(withGetter({}, "x", () => console.table([1]), { a: 1 }));
  },

  "proxies whose traps log and throw": () => {
    const handler = new Proxy({}, { get(_, name) {
      return () => {
        console.log("trap", name);
        throw new RangeError(`${String(name)} was trapped`);
      };
    } });
    console.log(new Proxy({}, handler), new Proxy([], handler), new Proxy(() => {}, handler));
    console.table(new Proxy({ a: 1 }, {}));
    const revoked = Proxy.revocable({}, {});
    revoked.revoke();
    console.log(revoked.proxy);
  },

  "what is logged changes while it is read": () => {
    const array = [1, 2, { get x() {
      array.length = 0;
      return 1;
    } }, 4];
    console.log(array);
    const map = new Map([["a", { get x() {
      map.clear();
      return 1;
    } }], ["b", 2]]);
    console.log(map);
    const octets = new Uint8Array(new ArrayBuffer(64, { maxByteLength: 64 }));
    console.log({ get a() {
      octets.buffer.resize(1);
      return 1;
    }, octets, view: new DataView(octets.buffer) });
    console.log("%s", asText(() => octets.buffer.resize(0), "x"), octets, octets.buffer);
  },

  "labels of the console that use it": () => {
    console.time(asText(() => console.time("inner"), "outer"));
    console.timeEnd(asText(() => console.timeEnd("inner"), "outer"));
    console.count(asText(() => console.count("inner"), "outer"));
    console.countReset(asText(() => console.countReset("inner"), "outer"));
    console.group(asText(() => console.groupEnd(), "g"));
    console.groupEnd();
    console.assert(false, asText(() => console.assert(false, "y"), "z"));
    console.dir({}, withGetter({}, "depth", () => console.log("depth"), 1));
    console.trace(asText(() => console.trace("inner"), "outer"));
  },

  "an unhandled rejection whose listener rejects": async () => {
    let calls = 0;
    const listener = (event) => {
      event.preventDefault();
      if (++calls < 3) Promise.reject(new Error("again"));
      event.promise.catch(() => {});
    };
    addEventListener("unhandledrejection", listener);
    Promise.reject(new Error("first"));
    await scheduler.wait(3);
    removeEventListener("unhandledrejection", listener);
    assertEquals(calls, 3);
  },

  "a promise whose constructor is hostile": async () => {
    const promise = Promise.resolve(1);
    Object.defineProperty(promise, "constructor", { get() {
      attempt(() => structuredClone(promise));
      return Promise;
    } });
    const stream = new ReadableStream({ pull: () => promise, start: () => promise });
    attempt(() => stream.cancel());
    assertEquals(await promise, 1);
  },
};
