// No clock moves while code runs, so that it cannot time itself or its neighbours.

import * as workers from "cloudflare:workers";
import { assert, assertEquals, assertThrows } from "./assert.js";

const FORMAT = new Intl.DateTimeFormat("en", { timeStyle: "medium", timeZone: "UTC" });
const PARTS = new Intl.DateTimeFormat("en", { fractionalSecondDigits: 3, timeZone: "UTC" });

function read() {
  return [
    Date.now(),
    new Date().getTime(),
    Date(),
    performance.now(),
    performance.timeOrigin,
    FORMAT.format(),
    PARTS.format(),
    JSON.stringify(PARTS.formatToParts()),
    new Event("x").timeStamp,
    new File([], "name").lastModified,
  ];
}

function work() {
  let sum = 0;
  for (let i = 0; i < 3e6; ++i) sum += Math.sqrt(i);
  return sum;
}

function sleep(millis) {
  return new Promise((done) => setTimeout(done, millis));
}

const first = read();
work();
const second = read();
await null;
const third = read();

// Until something has been collected, or for so many turns.
const MANY_TURNS = 2000;

// What a collection of garbage needs.
let ring = [];
function makeGarbage() {
  for (let i = 0; i < 200; ++i) ring[i % 100] = new Array(2000).fill(i);
}

export const tests = {
  "the top level sees one time": () => {
    assertEquals(second, first);
    assertEquals(third, first);
  },

  "all clocks stand still during a turn": async () => {
    const before = read();
    work();
    assertEquals(read(), before);
    for (let i = 0; i < 100; ++i) await null;
    work();
    assertEquals(read(), before);
    await new Promise((done) => queueMicrotask(done));
    assertEquals(read(), before);
  },

  "clocks agree": () => {
    assertEquals(new Date().getTime(), Date.now());
    assertEquals(FORMAT.format(), FORMAT.format(Date.now()));
    assertEquals(PARTS.format(), PARTS.format(Date.now()));
  },

  "clocks move on with a timer": async () => {
    const [date, , , time] = read();
    await sleep(5);
    assert(Date.now() > date);
    assert(performance.now() > time);
  },

  "nothing is finalized during a turn, and no request has it done": async () => {
    let calls = 0;
    const seen = [];
    const registry = new FinalizationRegistry(() => {
      ++calls;
      try {
        workers.waitUntil(null);
        seen.push("in a request");
      } catch (error) {
        seen.push(error.message);
      }
      try {
        setTimeout(() => {}, 0);
        seen.push("a timer");
      } catch (error) {
        seen.push(error.name);
      }
    });
    for (let turn = 0; turn < MANY_TURNS && calls === 0; ++turn) {
      for (let i = 0; i < 100; ++i) registry.register({}, i);
      makeGarbage();
      const before = calls;
      for (let i = 0; i < 20; ++i) {
        makeGarbage();
        await null;
      }
      assertEquals(calls, before);
      await sleep(0);
    }
    ring = [];
    assert(calls > 0, "something was finalized after a turn");
    assertEquals(seen.slice(0, 2),
      ["Disallowed operation called within global scope.", "Error"]);
  },

  "a WeakRef keeps what it gave until the turn is over": async () => {
    const reference = new WeakRef({});
    makeGarbage();
    assertEquals(typeof reference.deref(), "object");
    for (let i = 0; i < 20; ++i) makeGarbage();
    assertEquals(typeof reference.deref(), "object");
    ring = [];
  },
};
