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

  "marks and measures are entries": async () => {
    const detail = { a: [1] };
    const mark = performance.mark("from", { startTime: 5, detail });
    assert(mark instanceof PerformanceMark && mark instanceof PerformanceEntry);
    assertEquals([mark.name, mark.entryType, mark.startTime, mark.duration, mark.detail],
      ["from", "mark", 5, 0, detail]);
    assert(mark.detail !== detail);
    performance.mark("to", { startTime: 8.5 });
    const measure = performance.measure("between", "from", "to");
    assertEquals([measure.startTime, measure.duration, measure.detail], [5, 3.5, null]);
    assertEquals(performance.measure("m", { end: "to", duration: 1 }).startTime, 7.5);
    assertEquals(performance.measure("n", { start: 1, end: 2, detail: 3 }).detail, 3);
    assertEquals(performance.measure("now").startTime, 0);
    assertThrows(() => performance.measure("x", "missing"), "SyntaxError");
    assertThrows(() => performance.measure("x", { start: 1 }, "to"), TypeError);
    assertThrows(() => performance.measure("x", { start: 1, end: 2, duration: 1 }), TypeError);
    assertThrows(() => performance.mark("x", { startTime: -1 }), TypeError);
    assertEquals(performance.getEntriesByType("mark").map((entry) => entry.name), ["from", "to"]);
    assertEquals(performance.getEntriesByName("between", "mark"), []);
    assertEquals(performance.getEntries().length, 6);
    performance.clearMarks("from");
    performance.clearMeasures();
    assertEquals(performance.getEntries().map((entry) => entry.name), ["to"]);
    assertEquals(JSON.parse(JSON.stringify(mark)).startTime, 5);
  },

  "a request has a timeline of its own": () => {
    assertEquals(performance.getEntries(), []);
  },

  "a timeline keeps a number of entries, and says how many it dropped": async () => {
    for (let i = 0; i < 10_003; ++i) performance.mark("m");
    assertEquals(performance.getEntries().length, 10_000);
    const [entries, options] = await new Promise((done) => {
      const observer = new PerformanceObserver((list, self, options) => {
        self.disconnect();
        done([list.getEntriesByType("mark"), options, observer]);
      });
      observer.observe({ type: "mark", buffered: true });
    });
    assertEquals([entries.length, options], [10_000, { droppedEntriesCount: 3 }]);
  },

  "observers are told of entries in a task of their own": async () => {
    const seen = [];
    const observer = new PerformanceObserver((list, self) => {
      seen.push(list.getEntries().map((entry) => entry.name), self === observer);
    });
    observer.observe({ entryTypes: ["measure", "unknown"] });
    performance.mark("a");
    performance.measure("b", { start: 2, end: 3 });
    performance.measure("c", { start: 1, end: 3 });
    assertEquals(seen, []);
    await new Promise((done) => setTimeout(done));
    assertEquals(seen, [["c", "b"], true]);
    performance.measure("d");
    assertEquals(observer.takeRecords().map((entry) => entry.name), ["d"]);
    observer.disconnect();
    assertEquals(PerformanceObserver.supportedEntryTypes, ["mark", "measure"]);
    assertThrows(() => observer.observe({}), TypeError);
    assertThrows(() => new PerformanceEntry(), TypeError);
  },

  "there is one": () => {
    assertThrows(() => new Performance(), TypeError);
    assertThrows(() => Performance.prototype.now.call({}), TypeError);
  },
};
