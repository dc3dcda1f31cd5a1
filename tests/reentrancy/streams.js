// What reads `then`, converts, iterates or releases in the middle of a stream's work.

import { assert, assertEquals, assertRejects } from "./assert.js";
import {
  asPrimitive, attempt, detach, resizable, settles, stateOf, utf8, whileThenIsRead, withGetter,
} from "./reenter.js";
import expected from "./expected_traces.js";
import { traces } from "./stream_traces.js";

const tracing = {};
for (const [name, trace] of Object.entries(traces)) {
  tracing[name] = async () => assertEquals(await trace(), expected[name]);
}

// Acts while the object that a read gives is resolved, which looks for `then`.
const ACTS = {
  "releases the reader": ({ reader }) => reader.releaseLock(),
  "cancels the stream": ({ reader }) => reader.cancel("why"),
  "closes the stream": ({ controller }) => controller.close(),
  "errors the stream": ({ controller }) => controller.error(new RangeError("broken")),
  "enqueues another chunk": ({ controller, chunk }) => controller.enqueue(chunk()),
  "reads again": ({ reader, view }) => reader.read(view?.()),
  "releases the reader and tees": ({ reader, stream }) => {
    reader.releaseLock();
    stream.tee();
  },
};
const KINDS = {
  "a ReadableStream": { options: {}, chunk: () => "chunk" },
  "a stream of bytes": { type: "bytes", options: {}, chunk: () => utf8("chunk") },
  "a stream of bytes, with a BYOB reader": {
    type: "bytes",
    options: { mode: "byob" },
    chunk: () => utf8("chunk"),
    view: () => new Uint8Array(3),
  },
};
const reading = {};
for (const [kind, { type, options, chunk, view }] of Object.entries(KINDS)) {
  for (const [name, act] of Object.entries(ACTS)) {
    reading[`${kind} of which a read, when it is settled, ${name}`] = async () => {
      const it = { chunk, view };
      it.stream = new ReadableStream({ type, start: (controller) => {
        it.controller = controller;
      } });
      it.reader = it.stream.getReader(options);
      const first = it.reader.read(view?.());
      const second = it.reader.read(view?.());
      let acts = 0;
      await whileThenIsRead(() => {
        if (++acts <= 3) attempt(() => act(it));
      }, async () => {
        attempt(() => it.controller.enqueue(chunk()));
        attempt(() => it.controller.enqueue(chunk()));
      });
      assertEquals(await stateOf(first), "fulfilled");
      assert(["fulfilled", "rejected", "pending"].includes(await stateOf(second)));
      await settles(() => it.reader.cancel("end"));
    };
  }
}

function bytesOf(pull) {
  return new ReadableStream({ type: "bytes", autoAllocateChunkSize: 16, pull });
}

export const tests = {
  ...tracing,
  ...reading,

  "respond() to a request whose view was detached": async () => {
    const reader = bytesOf((controller) => {
      const { view } = controller.byobRequest;
      detach(view);
      attempt(() => controller.byobRequest.respond(1));
      attempt(() => controller.byobRequest.respondWithNewView(view));
      controller.error(new RangeError("detached"));
    }).getReader();
    await assertRejects(reader.read(), RangeError);
  },

  "respondWithNewView() of a view that can be resized": async () => {
    const reader = bytesOf((controller) => {
      attempt(() => controller.byobRequest.respondWithNewView(resizable(16)));
      controller.error(new RangeError("end"));
    }).getReader({ mode: "byob" });
    await settles(() => reader.read(new Uint8Array(16)));
  },

  "a view of a BYOB request does not show what was in its memory": async () => {
    const secret = new Uint8Array(8).fill(7);
    const stream = bytesOf((controller) => controller.byobRequest.respond(2));
    const { value } = await stream.getReader({ mode: "byob" }).read(secret);
    assertEquals([value.length, value.buffer.byteLength, secret.length], [2, 8, 0]);
  },

  "the chunk that a native body gives has nothing behind it": async () => {
    const { value } = await new Response("abc").body.getReader().read();
    assertEquals([value.length, value.byteOffset], [3, 0]);
    assert(value.buffer.byteLength === 3);
  },

  "a BYOB read into memory that can be resized, and that is": async () => {
    let controller;
    const stream = new ReadableStream({ type: "bytes", start: (it) => {
      controller = it;
    } });
    const reader = stream.getReader({ mode: "byob" });
    const view = resizable(64);
    const promise = attempt(() => reader.read(view)) ? undefined : reader.read(resizable(8));
    attempt(() => view.buffer.resize(1));
    attempt(() => controller.byobRequest?.view.buffer.resize(0));
    attempt(() => controller.enqueue(utf8("abcdefgh")));
    await settles(() => reader.cancel());
    if (promise !== undefined) await settles(() => promise);
  },

  "enqueue() of a chunk that can be resized, and that is": async () => {
    let controller;
    const stream = new ReadableStream({ type: "bytes", start: (it) => {
      controller = it;
    } });
    const chunk = resizable(64).fill(65);
    attempt(() => controller.enqueue(chunk));
    attempt(() => chunk.buffer.resize(1));
    attempt(() => controller.close());
    await settles(() => new Response(stream).text(), (text) => /^A*$/.test(text));
  },

  "a response whose stream gives octets that can be resized": async () => {
    const chunk = resizable(64).fill(65);
    const stream = new ReadableStream({ pull(controller) {
      controller.enqueue(chunk);
      chunk.buffer.resize(2);
      controller.close();
    } });
    await settles(() => new Response(stream).text(),
      (text) => ["AA", "A".repeat(64)].includes(text));
  },

  "a response whose stream gives octets that it detaches": async () => {
    let count = 0;
    const chunk = utf8("abc");
    const stream = new ReadableStream({ pull(controller) {
      controller.enqueue(chunk);
      if (++count === 2) controller.close();
      queueMicrotask(() => detach(chunk));
    } });
    await settles(() => new Response(stream).text());
  },

  "a strategy whose members are read while the stream is made": async () => {
    let depth = 0;
    const strategy = { get highWaterMark() {
      if (++depth < 3) new ReadableStream({}, strategy);
      return asPrimitive(() => new TransformStream(), 2);
    }, get size() {
      return () => 1;
    } };
    const stream = new ReadableStream({ start: (controller) => controller.close() }, strategy);
    assertEquals((await stream.getReader().read()).done, true);
  },

  "a source whose members replace each other": async () => {
    const source = { get pull() {
      source.second = true;
      Object.defineProperty(source, "start", { value: 5 });
      return (controller) => controller.close();
    } };
    await settles(() => new Response(new ReadableStream(source)).text());
  },

  "getReader() whose mode takes the stream": async () => {
    const stream = new ReadableStream({ type: "bytes" });
    const options = { get mode() {
      stream.getReader();
      return "byob";
    } };
    await settles(() => stream.getReader(options));
    assertEquals(stream.locked, true);
  },

  "pipeTo() whose options lock both ends": async () => {
    const source = new ReadableStream();
    const sink = new WritableStream();
    const options = { get preventCancel() {
      source.getReader();
      sink.getWriter();
      return true;
    } };
    await assertRejects(source.pipeTo(sink, options), TypeError);
  },

  "pipeThrough() whose readable takes the stream": async () => {
    const source = new ReadableStream();
    const pair = { writable: new WritableStream(), get readable() {
      source.getReader();
      return new ReadableStream();
    } };
    await settles(() => source.pipeThrough(pair));
  },

  "a pipe whose signal is aborted by its sink": async () => {
    const controller = new AbortController();
    let chunks = 0;
    const source = new ReadableStream({ pull: (it) => it.enqueue("x"), cancel: () => {
      controller.abort("again");
    } });
    const sink = new WritableStream({ write() {
      if (++chunks === 3) controller.abort(new RangeError("enough"));
    }, abort: () => attempt(() => source.cancel()) });
    await assertRejects(source.pipeTo(sink, { signal: controller.signal }), RangeError);
  },

  "tee() of a stream whose branches cancel each other": async () => {
    const [one, other] = new ReadableStream({
      pull: (controller) => controller.enqueue("x"),
      cancel: () => attempt(() => one.cancel()),
    }).tee();
    const reader = one.getReader();
    await whileThenIsRead(() => attempt(() => other.cancel("b")), async () => {
      await settles(() => reader.read());
      await settles(() => reader.cancel("a"));
    });
    await settles(() => stateOf(other.cancel()));
  },

  "an async iterator that is ended while it reads": async () => {
    const iterator = new ReadableStream({ pull: (controller) => controller.enqueue("x") }).values();
    const first = iterator.next();
    const ended = iterator.return("a");
    const second = iterator.next();
    assertEquals((await first).value, "x");
    assertEquals((await ended).value, "a");
    assertEquals((await second).done, true);
  },

  "a stream made of an iterator that cancels it": async () => {
    let stream;
    stream = ReadableStream.from({
      async* [Symbol.asyncIterator]() {
        yield "a";
        attempt(() => stream.cancel());
        yield "b";
      },
    });
    const reader = stream.getReader();
    assertEquals((await reader.read()).value, "a");
    await settles(() => reader.read());
    await settles(() => reader.cancel("why"));
  },

  "a stream made of an iterator whose result's getters release the reader": async () => {
    let reader;
    const stream = ReadableStream.from({
      [Symbol.iterator]: () => ({ next: () => ({ get done() {
        attempt(() => reader.releaseLock());
        return false;
      }, get value() {
        attempt(() => stream.cancel());
        return "x";
      } }) }),
    });
    reader = stream.getReader();
    await settles(() => reader.read());
  },

  "a writer whose sink's promise has a hostile then": async () => {
    const stream = new WritableStream({ write: () => ({ get then() {
      attempt(() => writer.abort(new RangeError("in then")));
      return (done) => done();
    } }) });
    const writer = stream.getWriter();
    await settles(() => writer.write("x"));
    await settles(() => writer.closed);
  },

  "a size function that writes more": async () => {
    let depth = 0;
    const stream = new WritableStream({}, { highWaterMark: 5, size() {
      if (++depth < 5) attempt(() => writer.write("nested"));
      return 1;
    } });
    const writer = stream.getWriter();
    await settles(() => writer.write("x"));
    await settles(() => writer.close());
  },

  "a FixedLengthStream whose chunk is detached": async () => {
    const { readable, writable } = new FixedLengthStream(3);
    const writer = writable.getWriter();
    const octets = utf8("abc");
    const writing = writer.write(octets);
    detach(octets);
    attempt(() => writer.close().catch(() => {}));
    await settles(() => new Response(readable).text(), (text) => text === "abc");
    await settles(() => writing);
  },

  "an IdentityTransformStream whose reader is released while it waits": async () => {
    const { readable, writable } = new IdentityTransformStream();
    const reader = readable.getReader();
    const reading = reader.read();
    reader.releaseLock();
    await assertRejects(reading, TypeError);
    const writing = writable.getWriter().write(utf8("a"));
    const { value } = await readable.getReader({ mode: "byob" }).read(new Uint8Array(4));
    assertEquals(value, utf8("a"));
    await writing;
  },

  "a body that is read while it is piped, cloned and cancelled": async () => {
    const response = new Response(new ReadableStream({ pull: (controller) => {
      attempt(() => response.clone());
      attempt(() => response.text());
      controller.enqueue(utf8("x"));
      controller.close();
    } }, { highWaterMark: 0 }));
    await settles(() => response.text(), (text) => text === "x");
  },

  "options of a strategy whose getters throw": () => settles(
    () => new TransformStream({}, withGetter({}, "highWaterMark", () => {
      throw new RangeError("no");
    }, 1))),
};
