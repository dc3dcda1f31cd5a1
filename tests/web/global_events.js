import { assert, assertEquals, assertThrows } from "./assert.js";

// Runs `steps` with a listener of the global object, and gives the events that it was told of.
async function eventsOf(type, steps, { prevents = true } = {}) {
  const events = [];
  const listener = (event) => {
    events.push(event);
    if (prevents) event.preventDefault();
  };
  addEventListener(type, listener);
  await steps();
  await new Promise((done) => setTimeout(done));
  removeEventListener(type, listener);
  return events;
}

export const tests = {
  "a rejection without a handler is an event": async () => {
    const reason = new Error("lost");
    let promise;
    const [event, ...more] = await eventsOf("unhandledrejection", () => {
      promise = Promise.reject(reason);
    });
    assert(event instanceof PromiseRejectionEvent);
    assertEquals(event.promise === promise && event.reason === reason, true);
    assertEquals([event.target === globalThis, event.cancelable, event.isTrusted, more.length],
      [true, true, true, 0]);
  },

  "a rejection that is handled before the turn ends is none": async () => {
    const events = await eventsOf("unhandledrejection", async () => {
      const promise = Promise.reject(new Error("found"));
      await null;
      promise.catch(() => {});
    });
    assertEquals(events.length, 0);
  },

  "a handler that comes late is an event too": async () => {
    let promise;
    const events = await eventsOf("rejectionhandled", async () => {
      await eventsOf("unhandledrejection", () => {
        promise = Promise.reject(7);
      });
      promise.catch(() => {});
    });
    assertEquals(events.map((event) => [event.promise === promise, event.reason, event.cancelable]),
      [[true, 7, false]]);
  },

  "a handler that a listener adds is not told of": async () => {
    let count = 0;
    const handled = await eventsOf("rejectionhandled", async () => {
      const [event] = await eventsOf("unhandledrejection", () => {
        addEventListener("unhandledrejection", (told) => told.promise.catch(() => ++count),
          { once: true });
        Promise.reject(8);
      });
      assertEquals(event.reason, 8);
    });
    assertEquals([handled.length, count], [0, 1]);
  },

  "a rejection in a listener for rejections is told as well": async () => {
    const reasons = [];
    const listener = (event) => {
      event.preventDefault();
      if (reasons.push(event.reason) < 3) Promise.reject(event.reason + 1);
    };
    addEventListener("unhandledrejection", listener);
    Promise.reject(1);
    await new Promise((done) => setTimeout(done));
    removeEventListener("unhandledrejection", listener);
    assertEquals(reasons, [1, 2, 3]);
  },

  "onunhandledrejection and onrejectionhandled are listeners": async () => {
    const seen = [];
    globalThis.onunhandledrejection = (event) => {
      seen.push(event.type);
      return false;
    };
    onrejectionhandled = (event) => seen.push(event.type);
    const promise = Promise.reject(1);
    await new Promise((done) => setTimeout(done));
    promise.catch(() => {});
    await new Promise((done) => setTimeout(done));
    onunhandledrejection = null;
    onrejectionhandled = 5;
    assertEquals([seen, onunhandledrejection, onrejectionhandled],
      [["unhandledrejection", "rejectionhandled"], null, null]);
  },

  "onerror gets five arguments and cancels with true": () => {
    const error = new RangeError("far");
    let seen;
    const results = [];
    onerror = (...values) => {
      seen = values;
      return true;
    };
    const last = (event) => results.push(event.defaultPrevented);
    addEventListener("error", last);
    reportError(error);
    const event = new Event("error", { cancelable: true });
    onerror = (...values) => {
      seen.push(values.length);
      return false;
    };
    dispatchEvent(event);
    onerror = null;
    removeEventListener("error", last);
    assertEquals([seen[0], seen[4] === error, seen[5], results, event.defaultPrevented],
      ["RangeError: far", true, 1, [true, true], true]);
  },

  "an ErrorEvent says where its error was made": async () => {
    const [event] = await eventsOf("error", () => reportError(new Error("here")));
    assert(event.filename.endsWith("global_events.js"), event.filename);
    assert(event.lineno > 0 && event.colno > 0);
    const [other] = await eventsOf("error", () => reportError(42));
    assertEquals([other.filename, other.lineno, other.colno, other.error], ["", 0, 0, 42]);
  },

  "the global object is an EventTarget": () => {
    assert(globalThis instanceof EventTarget && globalThis instanceof WorkerGlobalScope);
    assertEquals(Object.hasOwn(globalThis, "addEventListener"), false);
    let calls = 0;
    const listener = { handleEvent: () => ++calls };
    EventTarget.prototype.addEventListener.call(self, "mine", listener);
    EventTarget.prototype.dispatchEvent.call(undefined, new Event("mine"));
    removeEventListener("mine", listener);
    dispatchEvent(new Event("mine"));
    assertEquals(calls, 1);
    assertThrows(() => EventTarget.prototype.dispatchEvent.call({}, new Event("x")), TypeError);
    assertThrows(() => new WorkerGlobalScope(), TypeError);
  },

  "attributes of the global object can be replaced": () => {
    const { get, set } = Object.getOwnPropertyDescriptor(globalThis, "performance");
    assertEquals(get.call(undefined) === performance, true);
    assertThrows(() => get.call({}), TypeError);
    const original = Object.getOwnPropertyDescriptor(globalThis, "navigator");
    navigator = 5;
    assertEquals(Object.getOwnPropertyDescriptor(globalThis, "navigator"),
      { value: 5, writable: true, enumerable: true, configurable: true });
    Object.defineProperty(globalThis, "navigator", original);
    assertEquals(typeof set, "function");
  },
};
