import { assert, assertEquals, assertThrows } from "./assert.js";

function sleep(millis) {
  return new Promise((done) => setTimeout(done, millis));
}

export const tests = {
  "callbacks get the values, and no receiver of their own": async () => {
    const seen = await new Promise((done) => {
      setTimeout(function (...values) {
        done([this === globalThis, ...values]);
      }, 0, 1, "b");
    });
    assertEquals(seen, [true, 1, "b"]);
  },

  "timers come in the order of their times": async () => {
    const seen = [];
    setTimeout(() => seen.push("late"), 20);
    setTimeout(() => seen.push("first"), 1);
    setTimeout(() => seen.push("second"), 1);
    queueMicrotask(() => seen.push("microtask"));
    seen.push("now");
    await sleep(25);
    assertEquals(seen, ["now", "microtask", "first", "second", "late"]);
  },

  "a timer that is cleared does not come": async () => {
    const seen = [];
    const cleared = setTimeout(() => seen.push("cleared"), 1);
    setTimeout(() => seen.push("kept"), 1);
    clearTimeout(cleared);
    clearTimeout(undefined);
    clearTimeout(123456);
    clearInterval("x");
    await sleep(5);
    assertEquals(seen, ["kept"]);
  },

  "a timer can clear another that is due at the same time": async () => {
    const seen = [];
    let second = 0;
    setTimeout(() => {
      seen.push("first");
      clearTimeout(second);
    }, 1);
    second = setTimeout(() => seen.push("second"), 1);
    await sleep(5);
    assertEquals(seen, ["first"]);
  },

  "an interval repeats until it is cleared": async () => {
    let calls = 0;
    await new Promise((done) => {
      const timer = setInterval((step) => {
        calls += step;
        if (calls < 6) return;
        clearInterval(timer);
        done();
      }, 1, 2);
    });
    await sleep(5);
    assertEquals(calls, 6);
  },

  "an exception of a callback stops nothing": async () => {
    const seen = [];
    const report = (event) => {
      event.preventDefault();
      seen.push(event.error.message);
    };
    addEventListener("error", report);
    try {
      setTimeout(() => {
        throw new Error("of a timer");
      }, 0);
      queueMicrotask(() => {
        throw new Error("of a microtask");
      });
      await sleep(5);
    } finally {
      removeEventListener("error", report);
    }
    assertEquals(seen, ["of a microtask", "of a timer"]);
  },

  "microtasks of one timer run before the next timer": async () => {
    const seen = [];
    setTimeout(() => {
      seen.push("first");
      Promise.resolve().then(() => seen.push("then"));
    }, 1);
    setTimeout(() => seen.push("second"), 1);
    await sleep(5);
    assertEquals(seen, ["first", "then", "second"]);
  },

  "numbers are positive and their own": () => {
    const timers = [setTimeout(() => {}), setTimeout(() => {}, 1), setInterval(() => {}, 1000)];
    assertEquals(new Set(timers).size, 3);
    assert(timers.every((timer) => Number.isInteger(timer) && timer > 0));
    for (const timer of timers) clearTimeout(timer);
  },

  "only functions are called": () => {
    for (const callback of ["code()", null, undefined, {}]) {
      assertThrows(() => setTimeout(callback, 0), TypeError);
      assertThrows(() => setInterval(callback, 0), TypeError);
      assertThrows(() => queueMicrotask(callback), TypeError);
    }
  },

  "a flood of timers ends with an error": async () => {
    const timers = [];
    const error = assertThrows(() => {
      for (;;) timers.push(setTimeout(() => {}, 60_000));
    }, "QuotaExceededError");
    assert(error.message.includes("10000"));
    assertThrows(() => setInterval(() => {}, 60_000), "QuotaExceededError");
    assertEquals(timers.length, 10_000);
    for (const timer of timers) clearTimeout(timer);
    await sleep(1);
  },

  "many microtasks and a million promises that nobody resolves are no error": async () => {
    let calls = 0;
    for (let i = 0; i < 1e6; ++i) new Promise(() => {});
    for (let i = 0; i < 1e5; ++i) queueMicrotask(() => ++calls);
    await null;
    assertEquals(calls, 1e5);
  },

  "a time that is no number is zero": async () => {
    for (const time of [undefined, null, "x", NaN, -5, {}]) {
      await new Promise((done) => setTimeout(done, time));
    }
    assertThrows(() => setTimeout(() => {}, Symbol("s")), TypeError);
  },
};
