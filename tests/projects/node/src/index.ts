import assert from "node:assert/strict";
import { AsyncLocalStorage } from "node:async_hooks";
import { Buffer } from "node:buffer";
import { createHash, createHmac, pbkdf2Sync, randomBytes, timingSafeEqual } from "node:crypto";
import { EventEmitter, once } from "node:events";
import path from "node:path";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setTimeout as sleep } from "node:timers/promises";
import util from "node:util";

const requests = new AsyncLocalStorage<{ id: string }>();

class Queue extends EventEmitter {
  async run(job: string) {
    await sleep(1);
    this.emit("done", job, requests.getStore()?.id);
  }
}

const hash = (text: string) => createHash("sha256").update(text).digest("hex");

async function upper(words: string[]): Promise<string> {
  const pieces: Buffer[] = [];
  const shout = new Transform({
    transform(chunk, _encoding, done) {
      done(null, String(chunk).toUpperCase());
    },
  });
  await pipeline(Readable.from(words), shout, async (source) => {
    for await (const piece of source) pieces.push(Buffer.from(piece));
  });
  return Buffer.concat(pieces).toString("utf8");
}

async function answer(request: Request): Promise<unknown> {
  const { pathname, searchParams } = new URL(request.url);
  const text = searchParams.get("text") ?? "";
  switch (pathname) {
    case "/buffer":
      return {
        base64: Buffer.from(text).toString("base64url"),
        hex: Buffer.from(text, "latin1").toString("hex"),
        number: Buffer.from([1, 2, 3, 4]).readUInt32BE(0),
      };
    case "/crypto":
      return {
        sha256: hash(text),
        hmac: createHmac("sha1", "key").update(text).digest("base64"),
        derived: pbkdf2Sync("password", "salt", 1000, 16, "sha256").toString("hex"),
        random: randomBytes(16).length,
        same: timingSafeEqual(Buffer.from(text), Buffer.from(text)),
      };
    case "/events": {
      const queue = new Queue();
      const [[job, id]] = await Promise.all([once(queue, "done"), queue.run("paint")]);
      return { job, id };
    }
    case "/path":
      return { joined: path.join("/a", "..", "b", "./c.txt"), name: path.basename("/x/y.md", ".md"), posix: path.sep };
    case "/stream":
      return upper(text.split(/(?<= )/));
    case "/util":
      return { format: util.format("%s is %d, %j", text, 42, { a: 1 }), shown: util.inspect(new Map([["k", [1]]])) };
    case "/process":
      return { env: process.env.GREETING, platform: process.platform, tick: await new Promise((r) => process.nextTick(r, 7)) };
    case "/assert":
      assert.deepEqual({ a: [1] }, { a: [1] });
      assert.throws(() => assert.equal(1, 2), { code: "ERR_ASSERTION" });
      return "holds";
    default:
      return null;
  }
}

export default {
  fetch(request: Request): Promise<Response> {
    const id = request.headers.get("x-id") ?? "none";
    return requests.run({ id }, async () => Response.json(await answer(request)));
  },
};
