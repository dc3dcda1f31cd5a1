import { assert, assertEquals, assertThrows } from "./assert.js";

export const tests = {
  "listeners are called in their order, with the target as this": () => {
    const target = new EventTarget();
    const seen = [];
    target.addEventListener("x", function (event) {
      seen.push("first", this === target, event.target === target, event.currentTarget === target);
    });
    target.addEventListener("x", () => seen.push("second"));
    assertEquals(target.dispatchEvent(new Event("x")), true);
    assertEquals(seen, ["first", true, true, true, "second"]);
  },

  "a listener that is added twice is called once in each phase": () => {
    const target = new EventTarget();
    let calls = 0;
    const listener = () => ++calls;
    target.addEventListener("x", listener);
    target.addEventListener("x", listener);
    target.addEventListener("x", listener, true);
    target.dispatchEvent(new Event("x"));
    assertEquals(calls, 2);
    target.removeEventListener("x", listener);
    target.dispatchEvent(new Event("x"));
    assertEquals(calls, 3);
  },

  "capturing listeners come first": () => {
    const target = new EventTarget();
    const seen = [];
    target.addEventListener("x", (event) => seen.push("bubble", event.eventPhase));
    target.addEventListener("x", (event) => seen.push("capture", event.eventPhase), true);
    target.dispatchEvent(new Event("x"));
    assertEquals(seen, ["capture", Event.AT_TARGET, "bubble", Event.AT_TARGET]);
  },

  "once means once": () => {
    const target = new EventTarget();
    let calls = 0;
    target.addEventListener("x", () => {
      ++calls;
      target.dispatchEvent(new Event("x"));
    }, { once: true });
    target.dispatchEvent(new Event("x"));
    target.dispatchEvent(new Event("x"));
    assertEquals(calls, 1);
  },

  "a signal removes its listener": () => {
    const target = new EventTarget();
    const controller = new AbortController();
    let calls = 0;
    target.addEventListener("x", () => ++calls, { signal: controller.signal });
    target.dispatchEvent(new Event("x"));
    controller.abort();
    target.dispatchEvent(new Event("x"));
    target.addEventListener("x", () => ++calls, { signal: controller.signal });
    target.dispatchEvent(new Event("x"));
    assertEquals(calls, 1);
    assertThrows(() => target.addEventListener("x", () => {}, { signal: null }), TypeError);
  },

  "preventDefault cancels what is cancelable": () => {
    const target = new EventTarget();
    target.addEventListener("x", (event) => event.preventDefault());
    assertEquals(target.dispatchEvent(new Event("x", { cancelable: true })), false);
    assertEquals(target.dispatchEvent(new Event("x")), true);
  },

  "a passive listener cannot cancel": () => {
    const target = new EventTarget();
    target.addEventListener("x", (event) => event.preventDefault(), { passive: true });
    const event = new Event("x", { cancelable: true });
    assertEquals(target.dispatchEvent(event), true);
    assertEquals(event.defaultPrevented, false);
  },

  "handleEvent is looked up at every event": () => {
    const target = new EventTarget();
    const seen = [];
    const listener = {};
    target.addEventListener("x", listener);
    listener.handleEvent = function (event) {
      seen.push(this === listener, event.type);
    };
    target.dispatchEvent(new Event("x"));
    assertEquals(seen, [true, "x"]);
  },

  "stopImmediatePropagation keeps later listeners from being called": () => {
    const target = new EventTarget();
    const seen = [];
    target.addEventListener("x", (event) => {
      seen.push(1);
      event.stopImmediatePropagation();
    });
    target.addEventListener("x", () => seen.push(2));
    target.dispatchEvent(new Event("x"));
    assertEquals(seen, [1]);
  },

  "stopPropagation keeps the other phase from being called": () => {
    const target = new EventTarget();
    const seen = [];
    target.addEventListener("x", () => seen.push("bubble"));
    target.addEventListener("x", (event) => {
      seen.push("capture");
      event.stopPropagation();
    }, true);
    target.addEventListener("x", () => seen.push("capture"), true);
    const event = new Event("x");
    target.dispatchEvent(event);
    assertEquals(seen, ["capture", "capture"]);
    assertEquals(event.cancelBubble, false);
    const stopped = new Event("x");
    stopped.stopPropagation();
    target.dispatchEvent(stopped);
    assertEquals(seen.length, 2);
  },

  "listeners added or removed meanwhile": () => {
    const target = new EventTarget();
    const seen = [];
    const later = () => seen.push("later");
    target.addEventListener("x", () => {
      seen.push("first");
      target.removeEventListener("x", later);
      target.addEventListener("x", () => seen.push("new"));
    }, { once: true });
    target.addEventListener("x", later);
    target.dispatchEvent(new Event("x"));
    assertEquals(seen, ["first"]);
    target.dispatchEvent(new Event("x"));
    assertEquals(seen, ["first", "new"]);
  },

  "an exception of a listener stops nobody": () => {
    const target = new EventTarget();
    const seen = [];
    const errors = [];
    const onError = (event) => {
      errors.push(event.error?.message, event instanceof ErrorEvent);
      event.preventDefault();
    };
    addEventListener("error", onError);
    target.addEventListener("x", () => {
      throw new Error("from a listener");
    });
    target.addEventListener("x", () => seen.push("next"));
    assertEquals(target.dispatchEvent(new Event("x")), true);
    removeEventListener("error", onError);
    assertEquals(seen, ["next"]);
    assertEquals(errors, ["from a listener", true]);
  },

  "reportError tells the listeners of error": () => {
    const errors = [];
    const onError = (event) => {
      errors.push(event.error, event.target === globalThis, event.isTrusted);
      event.preventDefault();
    };
    addEventListener("error", onError);
    reportError(42);
    removeEventListener("error", onError);
    assertEquals(errors, [42, true, true]);
    assertThrows(() => reportError(), TypeError);
  },

  "an event cannot be dispatched while it is being dispatched": () => {
    const target = new EventTarget();
    let error;
    target.addEventListener("x", (event) => {
      error = assertThrows(() => target.dispatchEvent(event), "InvalidStateError");
    });
    target.dispatchEvent(new Event("x"));
    assert(error instanceof DOMException);
  },

  "an event can be dispatched again": () => {
    const [one, two] = [new EventTarget(), new EventTarget()];
    const event = new Event("x");
    one.dispatchEvent(event);
    assertEquals(event.target === one, true);
    assertEquals(event.currentTarget, null);
    two.dispatchEvent(event);
    assertEquals(event.target === two, true);
    assertEquals(event.composedPath(), []);
  },

  "what an event says of itself": () => {
    const event = new Event("x", { bubbles: true, composed: true });
    assertEquals(event.type, "x");
    assertEquals([event.bubbles, event.cancelable, event.composed], [true, false, true]);
    assertEquals([event.isTrusted, event.eventPhase, event.target], [false, Event.NONE, null]);
    assertEquals(typeof event.timeStamp, "number");
    assertEquals(Object.prototype.toString.call(event), "[object Event]");
    const own = Object.getOwnPropertyDescriptor(event, "isTrusted");
    assertEquals([typeof own.get, own.set, own.configurable], ["function", undefined, false]);
    assertEquals(own.get,
      Object.getOwnPropertyDescriptor(new Event("y"), "isTrusted").get);
  },

  "initEvent makes the event another one": () => {
    const event = new Event("x", { cancelable: true });
    event.preventDefault();
    event.initEvent("y", true);
    assertEquals([event.type, event.bubbles, event.cancelable], ["y", true, false]);
    assertEquals(event.defaultPrevented, false);
  },

  "CustomEvent has a detail": () => {
    const detail = {};
    assertEquals(new CustomEvent("x", { detail }).detail === detail, true);
    assertEquals(new CustomEvent("x").detail, null);
    assert(new CustomEvent("x") instanceof Event);
  },

  "ErrorEvent and PromiseRejectionEvent have what went wrong": () => {
    const error = new Error("e");
    const event = new ErrorEvent("error", { message: "m", filename: "f", lineno: 1, colno: 2, error });
    assertEquals([event.message, event.filename, event.lineno, event.colno], ["m", "f", 1, 2]);
    assertEquals(event.error === error, true);
    const promise = Promise.resolve();
    const rejection = new PromiseRejectionEvent("unhandledrejection", { promise, reason: 5 });
    assertEquals([rejection.promise === promise, rejection.reason], [true, 5]);
    assertThrows(() => new PromiseRejectionEvent("unhandledrejection", {}), TypeError);
  },

  "arguments are checked": () => {
    const target = new EventTarget();
    assertThrows(() => new Event(), TypeError);
    assertThrows(() => Event("x"), TypeError);
    assertThrows(() => target.addEventListener("x"), TypeError);
    assertThrows(() => target.addEventListener("x", 5), TypeError);
    assertThrows(() => target.dispatchEvent({ type: "x" }), TypeError);
    assertEquals(target.addEventListener("x", null), undefined);
    assertThrows(() => EventTarget.prototype.dispatchEvent.call({}, new Event("x")), TypeError);
  },

  "a class may extend EventTarget": () => {
    class Counter extends EventTarget {
      count() {
        this.dispatchEvent(new CustomEvent("count", { detail: 1 }));
      }
    }
    const counter = new Counter();
    let total = 0;
    counter.addEventListener("count", (event) => {
      total += event.detail;
    });
    counter.count();
    assertEquals(total, 1);
  },
};
