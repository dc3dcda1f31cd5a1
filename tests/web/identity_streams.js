import { assert, assertEquals, assertRejects, assertThrows } from "./assert.js";

function utf8(text) {
  return new TextEncoder().encode(text);
}

function octets(...values) {
  return new Uint8Array(values);
}

function turns() {
  return new Promise((done) => setTimeout(done, 0));
}

export const tests = {
  "an IdentityTransformStream passes octets on, to a reader's own buffer too": async () => {
    const { readable, writable } = new IdentityTransformStream();
    const writer = writable.getWriter();
    const written = octets(1, 2, 3);
    const writes = [writer.write(written), writer.write(written.buffer), writer.close()];
    const reader = readable.getReader({ mode: "byob" });
    assertEquals([...(await reader.read(new Uint8Array(2))).value], [1, 2]);
    assertEquals([...(await reader.read(new Uint8Array(8))).value], [3]);
    assertEquals([...(await reader.read(new Uint8Array(8))).value], [1, 2, 3]);
    assertEquals((await reader.read(new Uint8Array(8))).done, true);
    await Promise.all(writes);
    assert(readable instanceof ReadableStream);
    assert(new FixedLengthStream(1) instanceof IdentityTransformStream);
    assert(new IdentityTransformStream() instanceof TransformStream);
  },

  "a write to an IdentityTransformStream waits for its reader": async () => {
    const { readable, writable } = new IdentityTransformStream();
    const writer = writable.getWriter();
    let isWritten = false;
    const write = writer.write(octets(1)).then(() => (isWritten = true));
    await turns();
    assertEquals(isWritten, false);
    const reader = readable.getReader();
    assertEquals([...(await reader.read()).value], [1]);
    await write;
  },

  "an IdentityTransformStream takes octets only": async () => {
    const { readable, writable } = new IdentityTransformStream();
    const writer = writable.getWriter();
    await assertRejects(writer.write("text"), TypeError);
    await assertRejects(readable.getReader().read(), TypeError);
  },

  "the two sides of an IdentityTransformStream fail together": async () => {
    const reason = new RangeError("why");
    const first = new IdentityTransformStream();
    const read = first.readable.getReader().read();
    await first.writable.abort(reason);
    await assertRejects(read, RangeError);
    const second = new IdentityTransformStream();
    const write = second.writable.getWriter().write(octets(1));
    await second.readable.cancel(reason);
    await assertRejects(write, RangeError);
  },

  "a FixedLengthStream takes just as many octets as it was made for": async () => {
    const exact = new FixedLengthStream(3n);
    const text = new Response(exact.readable).text();
    const writer = exact.writable.getWriter();
    await writer.write(utf8("ab"));
    await writer.write(utf8("c"));
    await writer.close();
    assertEquals(await text, "abc");

    const long = new FixedLengthStream(3);
    const error = await assertRejects(long.writable.getWriter().write(octets(1, 2, 3, 4)), TypeError);
    assertEquals(error.message, "Attempt to write too many bytes through a FixedLengthStream.");
    await assertRejects(new Response(long.readable).text(), TypeError);

    const short = new FixedLengthStream(3);
    const ended = assertRejects(short.writable.getWriter().close(), TypeError);
    await assertRejects(new Response(short.readable).text(), TypeError);
    await ended;
    for (const length of [-1, 1.5, NaN, Infinity, "3", 2n ** 64n, undefined]) {
      assertThrows(() => new FixedLengthStream(length), TypeError);
    }
  },
};
