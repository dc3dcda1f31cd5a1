// WritableStream: sinks and writers.

import { assert, assertEquals, assertRejects } from "./assert.js";
import { turns } from "./stream_parts.js";

export const tests = {
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
};
