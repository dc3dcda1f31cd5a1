// Byte streams and BYOB readers.

import { assert, assertEquals, assertRejects, assertThrows } from "./assert.js";
import { octets, streamOf, valuesOf } from "./stream_parts.js";

export const tests = {
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
};
