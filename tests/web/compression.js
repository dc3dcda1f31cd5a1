import { assert, assertEquals, assertRejects, assertThrows } from "./assert.js";

const FORMATS = ["deflate", "deflate-raw", "gzip", "brotli", "zstd"];
const encoder = new TextEncoder();

function through(stream, ...chunks) {
  return new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  }).pipeThrough(stream);
}

async function bytesOf(stream) {
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

function packed(format, ...chunks) {
  return bytesOf(through(new CompressionStream(format), ...chunks));
}

function unpacked(format, ...chunks) {
  return bytesOf(through(new DecompressionStream(format), ...chunks));
}

export const tests = {
  "there and back": async () => {
    const text = "what was written is what is read; ".repeat(1000);
    for (const format of FORMATS) {
      const octets = await packed(format, encoder.encode(text), encoder.encode(text).buffer);
      assert(octets.length < text.length / 10, `${format}: ${octets.length}`);
      assertEquals(new TextDecoder().decode(await unpacked(format, octets)) === text + text, true,
        format);
      const single = [...octets].map((octet) => new Uint8Array([octet]));
      assertEquals((await unpacked(format, ...single)).length, 2 * text.length, format);
    }
  },

  "nothing": async () => {
    for (const format of FORMATS) {
      assertEquals(await unpacked(format, await packed(format)), new Uint8Array(0), format);
      await assertRejects(unpacked(format), TypeError);
    }
  },

  "data that is wrong": async () => {
    for (const format of FORMATS) {
      const octets = await packed(format, encoder.encode("text"));
      await assertRejects(unpacked(format, octets.slice(0, -1)), TypeError);
      await assertRejects(unpacked(format, octets, octets), TypeError);
      await assertRejects(unpacked(format, new Uint8Array(100).fill(0xff)), TypeError);
      await assertRejects(unpacked(format, "text"), TypeError);
    }
    assertThrows(() => new CompressionStream("br"), TypeError);
    assertThrows(() => new DecompressionStream(), TypeError);
  },

  "a bomb waits for its reader": async () => {
    const zeros = new Uint8Array(1 << 20);
    const octets = await packed("gzip", ...Array(32).fill(zeros));
    const bomb = new DecompressionStream("gzip");
    const writer = bomb.writable.getWriter();
    let written = false;
    const writing = writer.write(octets).then(() => {
      written = true;
    });
    const closing = writer.close();
    const reader = bomb.readable.getReader();
    let length = (await reader.read()).value.length;
    octets.fill(0xff);
    await new Promise((resolve) => setTimeout(resolve, 1));
    assertEquals(written, false);
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      assert(value.length <= 64 << 10, value.length);
      length += value.length;
    }
    assertEquals(length, 32 << 20);
    await Promise.all([writing, closing]);
  },

  "a reader that does not want the rest": async () => {
    const octets = await packed("deflate", ...Array(8).fill(new Uint8Array(1 << 20)));
    const stream = new DecompressionStream("deflate");
    const writer = stream.writable.getWriter();
    const writing = writer.write(octets);
    const reader = stream.readable.getReader();
    await reader.read();
    await reader.cancel("enough");
    const reason = (promise) => promise.then(() => "no failure", (error) => error);
    assertEquals([await reason(writing), await reason(writer.closed)], ["enough", "enough"]);
  },

  "many streams that nobody keeps": async () => {
    for (let i = 0; i < 2000; ++i) {
      new CompressionStream("gzip");
      if (i % 50 === 0) await new Promise((resolve) => setTimeout(resolve, 0));
    }
    assertEquals((await packed("gzip", encoder.encode("x"))).length, 21);
  },
};
