import { assert, assertEquals, assertRejects, assertThrows } from "./assert.js";

async function valuesOf(stream) {
  const values = [];
  const reader = stream.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return values;
    values.push(value);
  }
}

function streamOf(...values) {
  return new ReadableStream({
    start(controller) {
      for (const value of values) controller.enqueue(value);
      controller.close();
    },
  });
}

function octets(...values) {
  return new Uint8Array(values);
}

function turns() {
  return new Promise((done) => setTimeout(done, 0));
}

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

  "a sink gets chunks one at a time": async () => {
    const log = [];
    const stream = new WritableStream({
      start: () => log.push("start"),
      async write(chunk) {
        log.push(`begin ${chunk}`);
        await turns();
        log.push(`end ${chunk}`);
      },
      close: () => log.push("close"),
    });
    const writer = stream.getWriter();
    writer.write("a");
    writer.write("b");
    await writer.close();
    assertEquals(log, ["start", "begin a", "end a", "begin b", "end b", "close"]);
    assertEquals(await writer.closed, undefined);
  },

  "a writer is ready when there is room": async () => {
    let finish;
    const writer = new WritableStream({
      write: () => new Promise((done) => (finish = done)),
    }).getWriter();
    assertEquals(writer.desiredSize, 1);
    await writer.ready;
    const written = writer.write("a");
    assertEquals(writer.desiredSize, 0);
    let ready = false;
    writer.ready.then(() => (ready = true));
    await turns();
    assert(!ready);
    finish();
    await written;
    await writer.ready;
    assert(ready);
  },

  "what a sink throws errors the stream": async () => {
    const boom = new Error("boom");
    const writer = new WritableStream({
      write() {
        throw boom;
      },
    }).getWriter();
    await assertRejects(writer.write(1), boom);
    await assertRejects(writer.write(2), boom);
    await assertRejects(writer.closed, boom);
    await assertRejects(writer.close(), TypeError);
  },

  "abort skips what waits": async () => {
    const written = [];
    let reason;
    let signal;
    const stream = new WritableStream({
      start: (controller) => ({ signal } = controller),
      write: (chunk) => void written.push(chunk),
      abort: (given) => (reason = given),
    });
    const writer = stream.getWriter();
    const lost = writer.write("a");
    await writer.abort("stop");
    assertEquals(reason, "stop");
    assert(signal.aborted);
    assertEquals(signal.reason, "stop");
    assertEquals(written, []);
    await assertRejects(lost, "stop");
    await assertRejects(writer.closed, "stop");
  },

  "pipeTo writes everything and closes": async () => {
    const written = [];
    let closed = false;
    const source = streamOf(1, 2, 3);
    const target = new WritableStream({
      write: (chunk) => void written.push(chunk),
      close: () => (closed = true),
    });
    const done = source.pipeTo(target);
    assert(source.locked && target.locked);
    assertEquals(await done, undefined);
    assertEquals([written, closed, source.locked, target.locked], [[1, 2, 3], true, false, false]);
  },

  "pipeTo passes errors on, unless that is prevented": async () => {
    const boom = new Error("boom");
    let aborted;
    const failing = () => new ReadableStream({ pull() { throw boom; } });
    const sink = { abort: (reason) => (aborted = reason) };
    await assertRejects(failing().pipeTo(new WritableStream(sink)), boom);
    assert(aborted === boom);
    aborted = undefined;
    const target = new WritableStream(sink);
    await assertRejects(failing().pipeTo(target, { preventAbort: true }), boom);
    assertEquals(aborted, undefined);
    assertEquals(await target.getWriter().close(), undefined);

    let cancelled;
    const source = new ReadableStream({
      pull: (controller) => controller.enqueue(1),
      cancel: (reason) => (cancelled = reason),
    });
    await assertRejects(source.pipeTo(new WritableStream({ write() { throw boom; } })), boom);
    assert(cancelled === boom);
  },

  "pipeTo stops at a signal": async () => {
    const controller = new AbortController();
    let cancelled;
    let aborted;
    const source = new ReadableStream({ cancel: (reason) => (cancelled = reason) });
    const done = source.pipeTo(new WritableStream({ abort: (reason) => (aborted = reason) }),
      { signal: controller.signal });
    controller.abort("enough");
    await assertRejects(done, "enough");
    assertEquals([cancelled, aborted], ["enough", "enough"]);
    await assertRejects(
      new ReadableStream().pipeTo(new WritableStream(), { signal: AbortSignal.abort() }),
      "AbortError");
  },

  "pipeTo waits for the sink": async () => {
    let pulls = 0;
    let release;
    const source = new ReadableStream({
      pull(controller) {
        controller.enqueue(++pulls);
      },
    }, { highWaterMark: 0 });
    const done = source.pipeTo(new WritableStream({
      write: () => new Promise((written) => (release = written)),
      abort() {},
    }));
    await turns();
    await turns();
    const before = pulls;
    assert(before <= 2);
    release();
    await turns();
    assertEquals(pulls, before + 1);
    done.catch(() => {});
  },

  "a TransformStream changes chunks and may add some at the end": async () => {
    const doubled = streamOf(1, 2).pipeThrough(new TransformStream({
      start: (controller) => controller.enqueue("start"),
      transform: (chunk, controller) => controller.enqueue(chunk * 2),
      flush: (controller) => controller.enqueue("end"),
    }));
    assertEquals(await valuesOf(doubled), ["start", 2, 4, "end"]);
    assertEquals(await valuesOf(streamOf("a").pipeThrough(new TransformStream())), ["a"]);
  },

  "a TransformStream passes back-pressure on": async () => {
    const { readable, writable } = new TransformStream();
    const writer = writable.getWriter();
    let written = false;
    writer.write("a").then(() => (written = true));
    await turns();
    assert(!written);
    assertEquals((await readable.getReader().read()).value, "a");
    await turns();
    assert(written);
  },

  "what a transformer throws errors both sides": async () => {
    const boom = new Error("boom");
    const { readable, writable } = new TransformStream({
      transform() {
        throw boom;
      },
    });
    const reader = readable.getReader();
    const writer = writable.getWriter();
    const written = writer.write(1);
    await assertRejects(reader.read(), boom);
    await assertRejects(written, boom);
    await assertRejects(writer.closed, boom);
  },

  "a TransformStream can be terminated and cancelled": async () => {
    const ended = new TransformStream({ start: (controller) => controller.terminate() });
    assertEquals(await valuesOf(ended.readable), []);
    await assertRejects(ended.writable.getWriter().write(1), TypeError);
    let reason;
    const { readable, writable } = new TransformStream({ cancel: (given) => (reason = given) });
    await readable.cancel("enough");
    assertEquals(reason, "enough");
    await assertRejects(writable.getWriter().closed, "enough");
  },

  "pipeThrough needs a pair of streams": () => {
    assertThrows(() => streamOf().pipeThrough({}), TypeError);
    assertThrows(() => streamOf().pipeThrough({ readable: streamOf(), writable: {} }), TypeError);
  },

  "a byte stream hands its chunks over": async () => {
    const chunk = octets(1, 2, 3);
    const stream = new ReadableStream({
      type: "bytes",
      start(controller) {
        controller.enqueue(chunk);
        controller.close();
      },
    });
    assertEquals(await valuesOf(stream), [octets(1, 2, 3)]);
    assertEquals(chunk.byteLength, 0);
  },

  "a byte stream takes views only, and none without octets": () => {
    let controller;
    new ReadableStream({ type: "bytes", start: (given) => (controller = given) });
    assertThrows(() => controller.enqueue("text"), TypeError);
    assertThrows(() => controller.enqueue(octets()), TypeError);
    assertThrows(() => new ReadableStream({ type: "text" }), TypeError);
    assertThrows(() => new ReadableStream({ type: "bytes" }, { size: () => 1 }), RangeError);
  },

  "a BYOB reader fills the view that is given": async () => {
    const stream = new ReadableStream({
      type: "bytes",
      start: (controller) => controller.enqueue(octets(1, 2, 3, 4, 5)),
      pull(controller) {
        controller.close();
        controller.byobRequest?.respond(0);
      },
    });
    const reader = stream.getReader({ mode: "byob" });
    const given = new Uint8Array(3);
    const first = await reader.read(given);
    assertEquals([first.done, first.value], [false, octets(1, 2, 3)]);
    assertEquals(given.byteLength, 0);
    const second = await reader.read(new Uint8Array(first.value.buffer));
    assertEquals(second.value, octets(4, 5));
    const last = await reader.read(new Uint8Array(2));
    assertEquals([last.done, last.value.byteLength], [true, 0]);
  },

  "a source can write into the reader's view": async () => {
    const stream = new ReadableStream({
      type: "bytes",
      pull({ byobRequest }) {
        byobRequest.view[0] = 7;
        byobRequest.view[1] = 8;
        byobRequest.respond(2);
      },
    });
    const reader = stream.getReader({ mode: "byob" });
    assertEquals((await reader.read(new Uint8Array(4))).value, octets(7, 8));
    const { value } = await reader.read(new Uint16Array(1));
    assert(value instanceof Uint16Array);
    assertEquals(new Uint8Array(value.buffer), octets(7, 8));
  },

  "a BYOB reader can wait for a minimum": async () => {
    let next = 0;
    const stream = new ReadableStream({
      type: "bytes",
      pull: (controller) => controller.enqueue(octets(++next)),
    });
    const reader = stream.getReader({ mode: "byob" });
    assertEquals((await reader.read(new Uint8Array(8), { min: 3 })).value, octets(1, 2, 3));
    await assertRejects(reader.read(new Uint8Array(1), { min: 2 }), RangeError);
    await assertRejects(reader.read(new Uint8Array(1), { min: 0 }), TypeError);
  },

  "autoAllocateChunkSize gives the source a view for every read": async () => {
    const stream = new ReadableStream({
      type: "bytes",
      autoAllocateChunkSize: 4,
      pull({ byobRequest }) {
        assertEquals(byobRequest.view.byteLength, 4);
        byobRequest.view[0] = 9;
        byobRequest.respond(1);
      },
    });
    assertEquals((await stream.getReader().read()).value, octets(9));
  },

  "a BYOB reader refuses what it cannot fill": async () => {
    assertThrows(() => streamOf().getReader({ mode: "byob" }), TypeError);
    const reader = new ReadableStream({ type: "bytes" }).getReader({ mode: "byob" });
    await assertRejects(reader.read(), TypeError);
    await assertRejects(reader.read(new Uint8Array(0)), TypeError);
    await assertRejects(reader.read(new ArrayBuffer(1)), TypeError);
  },

  "the branches of a byte stream's tee have memory of their own": async () => {
    const [a, b] = new ReadableStream({
      type: "bytes",
      start(controller) {
        controller.enqueue(octets(1, 2));
        controller.close();
      },
    }).tee();
    const first = (await a.getReader({ mode: "byob" }).read(new Uint8Array(2))).value;
    first[0] = 9;
    assertEquals(await valuesOf(b), [octets(1, 2)]);
  },

  "a body can be piped through a worker's own transformation": async () => {
    const shout = new TransformStream({
      transform: (text, controller) => controller.enqueue(text.toUpperCase()),
    });
    const body = new Response("quiet").body
      .pipeThrough(new TextDecoderStream())
      .pipeThrough(shout)
      .pipeThrough(new TextEncoderStream());
    assertEquals(await new Response(body).text(), "QUIET");
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
