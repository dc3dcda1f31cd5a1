// pipeTo and pipeThrough.

import { assert, assertEquals, assertRejects, assertThrows } from "./assert.js";
import { streamOf, turns } from "./stream_parts.js";

export const tests = {
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

  "pipeThrough needs a pair of streams": () => {
    assertThrows(() => streamOf().pipeThrough({}), TypeError);
    assertThrows(() => streamOf().pipeThrough({ readable: streamOf(), writable: {} }), TypeError);
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
};
