// TransformStream.

import { assert, assertEquals, assertRejects } from "./assert.js";
import { streamOf, turns, valuesOf } from "./stream_parts.js";

export const tests = {
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
};
