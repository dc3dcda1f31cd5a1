import { assert, assertEquals, assertThrows } from "./assert.js";

export const tests = {
  "the clock does not run backwards, and counts from the origin": async () => {
    const before = performance.now();
    await new Promise((done) => setTimeout(done, 1));
    assert(performance.now() > before);
    assert(performance.timeOrigin > 1.6e12);
    assert(before >= 0);
  },

  "it is an EventTarget that JSON shows": () => {
    assert(performance instanceof Performance);
    assert(performance instanceof EventTarget);
    assertEquals(JSON.parse(JSON.stringify(performance)), { timeOrigin: performance.timeOrigin });
  },

  "there is one": () => {
    assertThrows(() => new Performance(), TypeError);
    assertThrows(() => Performance.prototype.now.call({}), TypeError);
  },
};
