import { assert, assertEquals, assertRejects, assertThrows } from "./assert.js";

export const tests = {
  "a controller aborts its signal once": () => {
    const controller = new AbortController();
    const { signal } = controller;
    const seen = [];
    signal.addEventListener("abort", (event) => seen.push(event.type, event.target === signal));
    assertEquals([signal.aborted, signal.reason], [false, undefined]);
    controller.abort("why");
    controller.abort("again");
    assertEquals([signal.aborted, signal.reason], [true, "why"]);
    assertEquals(seen, ["abort", true]);
    assertEquals(controller.signal === signal, true);
  },

  "the reason is an AbortError unless one is given": () => {
    const controller = new AbortController();
    controller.abort();
    assert(controller.signal.reason instanceof DOMException);
    assertEquals(controller.signal.reason.name, "AbortError");
    assertEquals(AbortSignal.abort(null).reason, null);
    assertEquals(AbortSignal.abort().reason.code, DOMException.ABORT_ERR);
  },

  "throwIfAborted throws the reason": () => {
    const controller = new AbortController();
    assertEquals(controller.signal.throwIfAborted(), undefined);
    const reason = new Error("stop");
    controller.abort(reason);
    assertThrows(() => controller.signal.throwIfAborted(), reason);
  },

  "onabort takes its turn and can be replaced": () => {
    const controller = new AbortController();
    const { signal } = controller;
    const seen = [];
    assertEquals(signal.onabort, null);
    signal.onabort = () => seen.push("old");
    signal.addEventListener("abort", () => seen.push("listener"));
    const handler = () => seen.push("handler");
    signal.onabort = handler;
    assertEquals(signal.onabort, handler);
    controller.abort();
    assertEquals(seen, ["handler", "listener"]);
    signal.onabort = 5;
    assertEquals(signal.onabort, null);
  },

  "timeout aborts with a TimeoutError": async () => {
    const signal = AbortSignal.timeout(1);
    assertEquals(signal.aborted, false);
    const event = await new Promise((resolve) => {
      signal.onabort = resolve;
    });
    assertEquals(event.isTrusted, true);
    assertEquals(signal.reason.name, "TimeoutError");
    assertThrows(() => AbortSignal.timeout(-1), TypeError);
    assertThrows(() => AbortSignal.timeout(), TypeError);
  },

  "any follows the first of its signals": () => {
    const [one, two] = [new AbortController(), new AbortController()];
    const both = AbortSignal.any([one.signal, two.signal]);
    const nested = AbortSignal.any([both]);
    const seen = [];
    one.signal.onabort = () => seen.push("one");
    nested.onabort = () => seen.push("nested", both.aborted);
    both.onabort = () => seen.push("both");
    one.abort("first");
    two.abort("second");
    assertEquals([both.reason, nested.reason], ["first", "first"]);
    assertEquals(seen, ["one", "both", "nested", true]);
  },

  "any of a signal that is aborted is aborted": () => {
    const signal = AbortSignal.any([new AbortController().signal, AbortSignal.abort("x")]);
    assertEquals([signal.aborted, signal.reason], [true, "x"]);
    assertEquals(AbortSignal.any([]).aborted, false);
    assertThrows(() => AbortSignal.any([1]), TypeError);
    assertThrows(() => AbortSignal.any(), TypeError);
  },

  "signals have no constructor": () => {
    assertThrows(() => new AbortSignal(), TypeError);
    assert(new AbortController().signal instanceof EventTarget);
    const { get } = Object.getOwnPropertyDescriptor(AbortSignal.prototype, "aborted");
    assertThrows(() => get.call(new EventTarget()), TypeError);
  },

  "a pipe stops with its signal": async () => {
    const controller = new AbortController();
    const stream = new ReadableStream({ pull() {} });
    const pipe = stream.pipeTo(new WritableStream(), { signal: controller.signal });
    const reason = new Error("enough");
    controller.abort(reason);
    await assertRejects(pipe, reason);
  },
};
