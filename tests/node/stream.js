import Stream, { Duplex, PassThrough, Readable, Transform, Writable } from "node:stream";
import { json, text } from "node:stream/consumers";
import { finished, pipeline } from "node:stream/promises";
import web from "node:stream/web";
import { assertEquals, assertRejects } from "./assert.js";

const upper = () => new Transform({
  transform(chunk, encoding, done) {
    done(null, chunk.toString().toUpperCase());
  },
});

export const tests = {
  "a pipeline goes through": async () => {
    let seen = "";
    await pipeline(Readable.from(["a", "b"]), upper(), new Writable({
      write(chunk, encoding, done) {
        seen += chunk;
        setTimeout(done, 1);
      },
    }));
    assertEquals(seen, "AB");
    assertEquals(Stream.Readable, Readable);
  },

  "a pipeline fails as a whole": async () => {
    const source = Readable.from(["a", "b"]);
    const failing = new Transform({
      transform(chunk, encoding, done) {
        done(new RangeError("x"));
      },
    });
    await assertRejects(pipeline(source, failing, new PassThrough().resume()), RangeError);
    assertEquals(source.destroyed, true);
  },

  "a writer waits when told to": async () => {
    const writable = new Writable({
      highWaterMark: 2,
      write: (chunk, encoding, done) => setTimeout(done, 1),
    });
    assertEquals(writable.write("abc"), false);
    await new Promise((resolve) => writable.once("drain", resolve));
    writable.end();
    await finished(writable);
  },

  "reading in pieces, with an encoding and in object mode": async () => {
    const stream = new PassThrough();
    stream.end("hello");
    await new Promise((resolve) => stream.once("readable", resolve));
    assertEquals(stream.read(2).toString(), "he");
    assertEquals(stream.read().toString(), "llo");
    const encoded = Readable.from([Buffer.from([0xe2, 0x82]), Buffer.from([0xac])],
      { objectMode: false }).setEncoding("utf8");
    assertEquals(await encoded.toArray(), ["\u20ac"]);
    assertEquals(await Readable.from([1, 2, 3]).map((x) => x * 2).filter((x) => x > 2).toArray(), [4, 6]);
  },

  "to streams of the web and back": async () => {
    const response = new Response(Readable.toWeb(Readable.from([Buffer.from("ab"), Buffer.from("c")])));
    assertEquals(await response.text(), "abc");
    assertEquals(await text(Readable.fromWeb(new Response("back").body)), "back");
    const transformed = new Response("x").body.pipeThrough(Duplex.toWeb(upper()));
    assertEquals(await new Response(transformed).text(), "X");
    assertEquals(web.ReadableStream, ReadableStream);
  },

  "consumers": async () => {
    assertEquals(await json(Readable.from(['{"a"', ":1}"])), { a: 1 });
    assertEquals(await text(new Response("web").body), "web");
  },

  "it ends with an AbortSignal": async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 1);
    await assertRejects(pipeline(new PassThrough(), new PassThrough(), { signal: controller.signal }),
      "AbortError");
  },
};
