// ReadableStream: sources, readers, iteration, tee.

import { assert, assertEquals, assertRejects, assertThrows } from "./assert.js";
import { octets, streamOf, turns, valuesOf } from "./stream_parts.js";

export const tests = {
  "chunks come in their order, then the end": async () => {
    const reader = streamOf("a", undefined).getReader();
    assertEquals(await reader.read(), { value: "a", done: false });
    assertEquals(await reader.read(), { value: undefined, done: false });
    assertEquals(await reader.read(), { value: undefined, done: true });
    assertEquals(await reader.closed, undefined);
  },

  "pull is called as long as there is room": async () => {
    let pulls = 0;
    const stream = new ReadableStream({
      pull(controller) {
        controller.enqueue(++pulls);
      },
    }, { highWaterMark: 3 });
    await turns();
    assertEquals(pulls, 3);
    const reader = stream.getReader();
    await reader.read();
    await turns();
    assertEquals(pulls, 4);
  },

  "with no high water mark, pull waits for a reader": async () => {
    let pulls = 0;
    const stream = new ReadableStream({
      pull(controller) {
        controller.enqueue(++pulls);
      },
    }, { highWaterMark: 0 });
    await turns();
    assertEquals(pulls, 0);
    assertEquals((await stream.getReader().read()).value, 1);
    assertEquals(pulls, 1);
  },

  "strategies measure chunks": async () => {
    let controller;
    new ReadableStream({ start: (given) => (controller = given) },
      new ByteLengthQueuingStrategy({ highWaterMark: 10 }));
    controller.enqueue(octets(1, 2, 3));
    assertEquals(controller.desiredSize, 7);
    new ReadableStream({ start: (given) => (controller = given) },
      new CountQueuingStrategy({ highWaterMark: 1 }));
    controller.enqueue("a");
    controller.enqueue("b");
    assertEquals(controller.desiredSize, -1);
    new ReadableStream({ start: (given) => (controller = given) }, { size: () => -1 });
    assertThrows(() => controller.enqueue("a"), RangeError);
    assertThrows(() => new ReadableStream({}, { highWaterMark: -1 }), RangeError);
    assertThrows(() => new CountQueuingStrategy({}), TypeError);
  },

  "an error reaches the readers at once": async () => {
    const boom = new Error("boom");
    const stream = new ReadableStream({
      start(controller) {
        controller.enqueue("lost");
        controller.error(boom);
      },
    });
    const reader = stream.getReader();
    await assertRejects(reader.read(), boom);
    await assertRejects(reader.closed, boom);
    const fromPull = new ReadableStream({
      pull() {
        throw boom;
      },
    });
    await assertRejects(fromPull.getReader().read(), boom);
    assertThrows(() => new ReadableStream({ start() { throw boom; } }), boom);
    await assertRejects(
      new ReadableStream({ start: () => Promise.reject(boom) }).getReader().read(), boom);
  },

  "cancel tells the source and ends the stream": async () => {
    let reason;
    const stream = new ReadableStream({
      cancel(given) {
        reason = given;
      },
    });
    const reader = stream.getReader();
    const pending = reader.read();
    assertEquals(await reader.cancel("enough"), undefined);
    assertEquals(reason, "enough");
    assertEquals((await pending).done, true);
    const boom = new Error("boom");
    await assertRejects(new ReadableStream({ cancel() { throw boom; } }).cancel(), boom);
  },

  "a stream has one reader at a time": async () => {
    const stream = streamOf(1, 2);
    const reader = stream.getReader();
    assert(stream.locked);
    assertThrows(() => stream.getReader(), TypeError);
    assertThrows(() => stream.tee(), TypeError);
    await assertRejects(stream.cancel(), TypeError);
    reader.releaseLock();
    assert(!stream.locked);
    await assertRejects(reader.read(), TypeError);
    assertEquals(await valuesOf(stream), [1, 2]);
  },

  "reads that wait when the lock is released are rejected": async () => {
    const reader = new ReadableStream().getReader();
    const pending = reader.read();
    reader.releaseLock();
    await assertRejects(pending, TypeError);
    await assertRejects(reader.closed, TypeError);
  },

  "nothing comes after close": () => {
    let controller;
    new ReadableStream({ start: (given) => (controller = given) });
    controller.close();
    assertThrows(() => controller.enqueue(1), TypeError);
    assertThrows(() => controller.close(), TypeError);
    assertEquals(controller.desiredSize, 0);
  },

  "for await reads a stream to its end and releases it": async () => {
    const stream = streamOf(1, 2, 3);
    const seen = [];
    for await (const value of stream) seen.push(value);
    assertEquals(seen, [1, 2, 3]);
    assert(!stream.locked);
  },

  "leaving for await cancels the stream, unless that is prevented": async () => {
    let cancelled = false;
    const source = {
      pull: (controller) => controller.enqueue(1),
      cancel: () => (cancelled = true),
    };
    for await (const _ of new ReadableStream(source)) break;
    assert(cancelled);
    cancelled = false;
    const kept = new ReadableStream(source);
    for await (const _ of kept.values({ preventCancel: true })) break;
    assert(!cancelled && !kept.locked);
    assertEquals((await kept.getReader().read()).value, 1);
  },

  "a stream is made from anything that can be iterated": async () => {
    assertEquals(await valuesOf(ReadableStream.from([1, Promise.resolve(2)])), [1, 2]);
    let ended = false;
    async function* generate() {
      try {
        yield "a";
        yield "b";
      } finally {
        ended = true;
      }
    }
    const reader = ReadableStream.from(generate()).getReader();
    assertEquals((await reader.read()).value, "a");
    await reader.cancel();
    assert(ended);
    assertThrows(() => ReadableStream.from(5), TypeError);
    const boom = new Error("boom");
    await assertRejects(valuesOf(ReadableStream.from((function* () { throw boom; })())), boom);
  },

  "both branches of tee get every chunk": async () => {
    const [a, b] = streamOf(1, { x: 2 }).tee();
    const [seenA, seenB] = await Promise.all([valuesOf(a), valuesOf(b)]);
    assertEquals([seenA, seenB], [[1, { x: 2 }], [1, { x: 2 }]]);
    assert(seenA[1] === seenB[1]);
  },

  "tee cancels its source when both branches are cancelled": async () => {
    let reason;
    const [a, b] = new ReadableStream({ cancel: (given) => (reason = given) }).tee();
    const first = a.cancel("one");
    await turns();
    assertEquals(reason, undefined);
    await Promise.all([first, b.cancel("two")]);
    assertEquals(reason, ["one", "two"]);
  },

  "an error reaches both branches of tee": async () => {
    const boom = new Error("boom");
    const [a, b] = new ReadableStream({ pull() { throw boom; } }).tee();
    await assertRejects(valuesOf(a), boom);
    await assertRejects(valuesOf(b), boom);
  },

  "the runtime's own streams read nothing from Object.prototype": async () => {
    let calls = 0;
    const reader = streamOf(1).getReader();
    try {
      Object.defineProperty(Object.prototype, "start", {
        configurable: true,
        get() {
          ++calls;
          return undefined;
        },
      });
      new Response("x").body;
      await reader.read();
    } finally {
      delete Object.prototype.start;
    }
    assertEquals(calls, 0);
  },
};
