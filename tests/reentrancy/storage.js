// KV namespaces and the cache.

import { env } from "cloudflare:workers";
import { assert, assertEquals, assertRejects } from "./assert.js";
import {
  asPrimitive, asText, attempt, detach, iterableOf, resizable, settles, utf8, withGetter,
} from "./reenter.js";

const { KV } = env;
const HEADERS = { "cache-control": "max-age=60" };

function cached(text) {
  return new Response(text, { headers: HEADERS });
}

export const tests = {
  "KV: a key that is put while it is converted": async () => {
    await KV.put(asText(() => KV.put("a", "inner"), "a"), "outer");
    assertEquals(await KV.get(asText(() => KV.delete("other"), "a")), "outer");
  },

  "KV: octets that are detached by the options": async () => {
    const octets = utf8("abc");
    await settles(async () => {
      await KV.put("b", octets, withGetter({}, "expirationTtl", () => detach(octets), 60));
      return await KV.get("b");
    }, (text) => text === "abc" || text === "");
  },

  "KV: octets that are changed by the metadata's toJSON": async () => {
    const octets = utf8("abc");
    await KV.put("c", octets, { metadata: { toJSON() {
      octets.fill(65);
      return 1;
    } } });
    assert(["abc", "AAA"].includes(await KV.get("c")));
  },

  "KV: octets that are changed once they were put": async () => {
    const octets = utf8("abc");
    const putting = KV.put("d", octets);
    octets.fill(0);
    detach(octets);
    await putting;
    assertEquals(await KV.get("d"), "abc");
  },

  "KV: octets that can be resized, and are": async () => {
    const octets = resizable(64).fill(65);
    await settles(async () => {
      await KV.put("e", octets, { metadata: { toJSON: () => octets.buffer.resize(2) ?? 1 } });
      return KV.get("e");
    }, (text) => /^A*$/.test(text));
  },

  "KV: a stream that puts and deletes while it is read": async () => {
    let count = 0;
    const stream = new ReadableStream({ async pull(controller) {
      await KV.delete("f");
      await KV.put("f", "inner");
      controller.enqueue(utf8("x"));
      if (++count === 3) controller.close();
    } });
    await KV.put("f", stream);
    assertEquals(await KV.get("f"), "xxx");
  },

  "KV: a stream whose chunks are detached and that fails": async () => {
    const stream = new ReadableStream({ pull(controller) {
      const octets = utf8("x");
      controller.enqueue(octets);
      detach(octets);
      controller.error(new RangeError("broke"));
    } });
    await assertRejects(KV.put("g", stream), RangeError);
    assertEquals(await KV.get("g"), null);
  },

  "KV: a value's stream that is read, cancelled and released at once": async () => {
    await KV.put("h", "y".repeat(300_000));
    const stream = await KV.get("h", { type: asText(() => KV.get("h"), "stream") });
    const reader = stream.getReader();
    const reading = reader.read();
    attempt(() => reader.cancel("enough"));
    reader.releaseLock();
    await settles(() => reading);
  },

  "KV: keys whose iterator puts and deletes": async () => {
    await KV.put("i1", "1");
    const keys = ["i1", "i2"];
    keys[Symbol.iterator] = iterableOf([...keys], () => {
      KV.delete("i1");
      keys.push("i3");
    })[Symbol.iterator];
    const options = withGetter({}, "type", () => keys.splice(0), "text");
    const found = await settles(() => KV.get(keys, options));
    assert(found === undefined || found.size >= 2);
  },

  "KV: list() whose options list": async () => {
    const page = await KV.list({ get prefix() {
      KV.list({ prefix: "a" });
      return asText(() => KV.list(), "i");
    }, get limit() {
      return asPrimitive(() => KV.put("i9", "9"), 1);
    } });
    assert(page.keys.length <= 1);
  },

  "KV: metadata that cannot be written": async () => {
    const cyclic = {};
    cyclic.self = cyclic;
    await settles(() => KV.put("j", "x", { metadata: cyclic }));
    await settles(() => KV.put("j", "x", { metadata: { get a() {
      throw new RangeError("no");
    } } }));
    let depth = 0;
    const deep = { toJSON: () => (++depth < 100 ? { a: deep } : 1) };
    await settles(() => KV.put("j", "x", { metadata: deep }));
  },

  "the cache: a key that is put while it is converted": async () => {
    const { default: cache } = caches;
    await cache.put(asText(() => cache.put("https://a/", cached("inner")), "https://a/"),
      cached("outer"));
    const found = await cache.match(asText(() => cache.delete("https://b/"), "https://a/"));
    assert(["inner", "outer"].includes(await found.text()));
  },

  "the cache: a response whose stream reads the cache": async () => {
    const { default: cache } = caches;
    let count = 0;
    const stream = new ReadableStream({ async pull(controller) {
      await cache.match("https://c/");
      await cache.delete("https://c/");
      controller.enqueue(utf8("x"));
      if (++count === 3) controller.close();
    } });
    await cache.put("https://c/", cached(stream));
    assertEquals(await (await cache.match("https://c/")).text(), "xxx");
  },

  "the cache: a response whose stream fails or is cancelled": async () => {
    const { default: cache } = caches;
    const stream = new ReadableStream({ pull(controller) {
      const chunk = utf8("x");
      controller.enqueue(chunk);
      detach(chunk);
      controller.error(new RangeError("broke"));
    } });
    await settles(() => cache.put("https://d/", cached(stream)));
    assertEquals(await cache.match("https://d/"), undefined);
  },

  "the cache: options that delete what is looked for": async () => {
    const { default: cache } = caches;
    await cache.put("https://e/", cached("x"));
    const found = await cache.match("https://e/",
      withGetter({}, "ignoreMethod", () => cache.delete("https://e/"), true));
    if (found !== undefined) await settles(() => found.text(), (text) => text === "x");
  },

  "the cache: a match whose body is cloned, read and cancelled": async () => {
    const { default: cache } = caches;
    await cache.put("https://f/", cached("z".repeat(500_000)));
    const found = await cache.match("https://f/");
    const clone = found.clone();
    const reader = found.body.getReader();
    const reading = reader.read();
    attempt(() => reader.cancel());
    await settles(() => reading);
    assertEquals((await clone.text()).length, 500_000);
  },

  "the cache: names of caches that open caches": async () => {
    const cache = await caches.open(asText(() => caches.open("inner"), "outer"));
    await cache.put("https://a/", cached("x"));
    assertEquals(await (await (await caches.open("outer")).match("https://a/")).text(), "x");
  },
};
