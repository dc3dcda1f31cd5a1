// What the host grants: KV, the cache, other workers, servers, sockets, waitUntil.

import { env, waitUntil } from "cloudflare:workers";
import { assert, assertEquals, assertRejects } from "./assert.js";
import { asPrimitive, asText, attempt, detach, iterableOf, resizable, settles, stateOf, utf8, withGetter }
  from "./reenter.js";

const { KV, SELF } = env;
const HEADERS = { "cache-control": "max-age=60" };

function cached(text) {
  return new Response(text, { headers: HEADERS });
}

async function openSocket() {
  const { webSocket } = await SELF.fetch("http://self/", { headers: { upgrade: "websocket" } });
  return webSocket;
}

export const tests = {
  "KV: a key that is put while it is converted": async () => {
    await KV.put(asText(() => KV.put("a", "inner"), "a"), asText(() => {}, "x") === null ? "" : "outer");
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
    const found = await settles(() => KV.get(keys, withGetter({}, "type", () => keys.splice(0), "text")));
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
    await cache.put(asText(() => cache.put("https://a/", cached("inner")), "https://a/"), cached("outer"));
    assert((await (await cache.match(asText(() => cache.delete("https://b/"), "https://a/"))).text()) !== "");
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
    const found = await cache.match("https://e/", withGetter({}, "ignoreMethod", () => cache.delete("https://e/"), true));
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

  "fetch(): a body that is detached once it was given": async () => {
    const octets = utf8("abc");
    const asking = SELF.fetch("http://self/", { method: "POST", body: octets });
    octets.fill(0);
    detach(octets);
    assertEquals(await (await asking).text(), "POST abc");
  },

  "fetch(): an init that fetches": async () => {
    const inner = [];
    const init = { get method() {
      inner.push(SELF.fetch("http://self/", { method: "POST", body: "inner" }).then((it) => it.text()));
      return "POST";
    }, body: "outer" };
    assertEquals(await (await SELF.fetch("http://self/", init)).text(), "POST outer");
    assertEquals(await inner[0], "POST inner");
  },

  "fetch(): a signal that aborts while the init is read": async () => {
    const controller = new AbortController();
    const init = { method: "POST", body: "x", signal: controller.signal, get window() {
      controller.abort(new RangeError("early"));
      return null;
    } };
    await assertRejects(SELF.fetch("http://self/", init), RangeError);
  },

  "fetch(): a stream that aborts its own request": async () => {
    const controller = new AbortController();
    const body = new ReadableStream({ pull(it) {
      controller.abort(new RangeError("in pull"));
      attempt(() => it.enqueue(utf8("x")));
      attempt(() => it.close());
    } }, { highWaterMark: 0 });
    await settles(() => SELF.fetch("http://self/", { method: "POST", body, signal: controller.signal }));
  },

  "fetch(): a stream whose chunks are detached and resized": async () => {
    let count = 0;
    const chunk = resizable(16).fill(65);
    const body = new ReadableStream({ pull(it) {
      it.enqueue(chunk);
      chunk.buffer.resize(4);
      const octets = utf8("b");
      it.enqueue(octets);
      queueMicrotask(() => detach(octets));
      if (++count === 2) it.close();
    } });
    await settles(async () => (await SELF.fetch("http://self/", { method: "POST", body })).text());
  },

  "fetch(): a response whose body is aborted, cloned and read": async () => {
    const controller = new AbortController();
    const response = await SELF.fetch("http://self/stream", { signal: controller.signal });
    const reader = response.body.getReader();
    const first = reader.read();
    controller.signal.addEventListener("abort", () => {
      attempt(() => reader.cancel());
      attempt(() => response.clone());
      reader.releaseLock();
    });
    controller.abort(new RangeError("stop"));
    await settles(() => first);
  },

  "fetch(): cf whose getters throw, fetch and convert": async () => {
    await settles(() => fetch("http://127.0.0.1:1/", { cf: { get cacheTtl() {
      throw new RangeError("no");
    } } }));
    const cf = { cacheEverything: true, get cacheKey() {
      return asText(() => attempt(() => fetch("http://127.0.0.1:1/", { cf: { cacheTtl: 1 } })), "https://k/");
    }, cacheTtlByStatus: { get "200-299"() {
      return asPrimitive(() => delete cf.cacheTtl, 5);
    } } };
    await settles(() => fetch("http://127.0.0.1:1/", { cf }));
  },

  "fetch(): data URLs and integrity while they are converted": async () => {
    const init = { integrity: asText(() => fetch("data:,x"), "") };
    const response = await fetch(asText(() => fetch("data:,inner"), "data:,outer"), init);
    assertEquals(await response.text(), "outer");
  },

  "methods: arguments whose getters call": async () => {
    const calls = [];
    const value = await SELF.echo(withGetter({}, "a", () => calls.push(SELF.echo("inner")), 1));
    assertEquals([value.a, await calls[0]], [1, "inner"]);
  },

  "methods: arguments whose getters call the same object": async () => {
    const counter = await SELF.counter(1);
    const callback = () => 1;
    let inner;
    const outer = counter.take({ callback, get a() {
      inner ??= counter.take({ callback: () => 2 });
      return 1;
    } });
    assertEquals([await outer, await inner], [1, 2]);
    counter[Symbol.dispose]();
  },

  "methods: arguments whose getters dispose of the stub": async () => {
    const counter = await SELF.counter(1);
    await settles(() => counter.take({ get a() {
      counter[Symbol.dispose]();
      return 1;
    }, callback: () => 3 }));
    await settles(() => counter.take({ callback: () => 4 }));
  },

  "methods: arguments whose getters throw what cannot be sent": async () => {
    class Strange {}
    for (const reason of [new Strange(), Symbol("s"), null, undefined, () => 1]) {
      const seen = await SELF.echo({ get a() {
        throw reason;
      } }).then(() => "fulfilled", (error) => error);
      assert(seen === reason, String(seen));
    }
  },

  "methods: answers whose getters throw what cannot be sent": async () => {
    for (const kind of ["object", "symbol", "null", "undefined", "function", "getter"]) {
      const seen = await stateOf(Promise.race([SELF.throwInAnswer(kind), scheduler.wait(500)]));
      assertEquals(seen === "fulfilled", false, kind);
    }
  },

  "methods: what is thrown cannot be sent": async () => {
    for (const kind of ["object", "symbol", "null", "undefined", "function", "getter"]) {
      const outcome = await SELF.throwIt(kind).then(() => "fulfilled", () => "rejected");
      assertEquals(outcome, "rejected", kind);
    }
    assertEquals(await SELF.echo(1), 1);
  },

  "methods: callbacks that dispose of their own stubs": async () => {
    const counter = await SELF.counter(1);
    const result = await settles(() => counter.take({ callback: () => {
      counter[Symbol.dispose]();
      return 7;
    } }));
    assert(result === undefined || result === 7);
  },

  "methods: callbacks that call while they are called": async () => {
    let depth = 0;
    const callback = async () => (++depth < 4 ? await SELF.callBack(callback) : depth);
    assertEquals(await SELF.callBack(callback), 4);
  },

  "methods: an answer's stub that is disposed of while it is called": async () => {
    const counter = await SELF.counter(1);
    const calling = counter.add(1);
    counter[Symbol.dispose]();
    await settles(() => calling, (value) => value === 2);
    await assertRejects(counter.add(1), Error);
    await assertRejects(SELF.echo(counter), Error);
  },

  "methods: an answer with a then": async () => {
    const value = await SELF.thenable();
    assertEquals(typeof value, "object");
  },

  "methods: pipelined calls of what is disposed of": async () => {
    const answer = SELF.counter(1);
    const next = answer.next();
    answer[Symbol.dispose]();
    await settles(() => next.value, (value) => value === 2);
    next[Symbol.dispose]();
  },

  "methods: maps that change while they are sent": async () => {
    const map = new Map([["a", { get x() {
      map.delete("b");
      map.set("c", 3);
      return 1;
    } }], ["b", 2]]);
    assertEquals((await SELF.echo(map)).get("a").x, 1);
    const array = [1, { get x() {
      array.length = 1;
      return 2;
    } }, 3];
    assertEquals((await SELF.echo(array))[1].x, 2);
    const set = new Set([{ get x() {
      set.clear();
      return 1;
    } }, 2]);
    assertEquals((await SELF.echo(set)).size, 1);
  },

  "methods: octets that are detached and resized while they are sent": async () => {
    const octets = utf8("abc");
    await settles(() => SELF.echo({ octets, get a() {
      detach(octets);
      return 1;
    } }));
    const big = resizable(64);
    await settles(() => SELF.echo({ big, get a() {
      big.buffer.resize(1);
      return 1;
    }, last: big }));
  },

  "methods: streams that are used while they are sent": async () => {
    const stream = new ReadableStream({ type: "bytes" });
    await settles(() => SELF.length(withGetter({ stream }, "a", () => stream.getReader(), 1)));
    const body = new Response("abc").body;
    await settles(() => SELF.length({ get a() {
      body.cancel();
      return 1;
    }, body }));
  },

  "methods: a stream that is cancelled by its own pull": async () => {
    const controllers = [];
    const stream = new ReadableStream({ type: "bytes", pull(controller) {
      controllers.push(controller);
      controller.enqueue(utf8("x"));
      if (controllers.length === 3) controller.error(new RangeError("in pull"));
    } });
    await settles(() => SELF.lengthOf(stream));
  },

  "methods: onRpcBroken callbacks that throw and dispose": async () => {
    const counter = await SELF.counter(1);
    counter.onRpcBroken(() => {
      counter[Symbol.dispose]();
      throw new RangeError("in onRpcBroken");
    });
    attempt(() => counter.dup()[Symbol.dispose]());
    counter[Symbol.dispose]();
  },

  "methods: blobs, headers, requests and responses that are changed while they are sent": async () => {
    const headers = new Headers({ a: "1" });
    const request = new Request("http://h/", { method: "POST", body: "x" });
    const response = new Response("y");
    await settles(() => SELF.echo({ headers, get b() {
      headers.append("b", "2");
      attempt(() => request.text());
      attempt(() => response.body.getReader());
      return 1;
    }, request, response }));
  },

  "sockets: handlers that close": async () => {
    const socket = await openSocket();
    socket.accept();
    await new Promise((done) => {
      socket.addEventListener("message", () => {
        socket.close(1000, "in a handler");
        attempt(() => socket.send("after"));
        attempt(() => socket.close());
      });
      socket.addEventListener("close", () => {
        attempt(() => socket.send("closed"));
        attempt(() => socket.close(3000));
        done();
      });
      socket.send("hello");
    });
  },

  "sockets: what is sent is detached, resized and converted": async () => {
    const socket = await openSocket();
    socket.accept();
    const seen = [];
    const arrived = new Promise((done) => socket.addEventListener("message", ({ data }) => {
      seen.push(data);
      if (seen.length === 2) done();
    }));
    const octets = utf8("abc");
    socket.send(octets);
    octets.fill(0);
    detach(octets);
    const other = resizable(4);
    if (!attempt(() => socket.send(other))) other.buffer.resize(0);
    socket.send(asText(() => {}, "text"));
    await arrived;
    socket.close();
    assert(seen.some((data) => typeof data === "string"));
  },

  "sockets: both ends of a pair close within their handlers": async () => {
    const [one, other] = Object.values(new WebSocketPair());
    one.accept();
    other.accept();
    const seen = [];
    one.onmessage = ({ data }) => {
      seen.push(data);
      one.close(1000, "one");
      other.close(1000, "other");
    };
    one.onclose = other.onclose = () => seen.push("close");
    other.send(asText(() => other.send("inner"), "outer"));
    await scheduler.wait(2);
    assertEquals(seen[0], "inner");
  },

  "sockets: close() whose reason closes": async () => {
    const [one, other] = Object.values(new WebSocketPair());
    one.accept();
    other.accept();
    attempt(() => one.close(asPrimitive(() => one.close(3001), 3000), asText(() => other.close(), "r")));
    await scheduler.wait(1);
    assert(one.readyState >= 2);
  },

  "sockets: a message whose listeners accept, add and remove": async () => {
    const [one, other] = Object.values(new WebSocketPair());
    one.accept();
    one.send("early");
    let calls = 0;
    const listener = () => {
      ++calls;
      other.removeEventListener("message", listener);
      other.addEventListener("message", () => ++calls);
      other.accept();
      attempt(() => one.send("more"));
    };
    other.addEventListener("message", listener);
    other.accept();
    await scheduler.wait(2);
    assert(calls >= 2);
  },

  "sockets: attachments whose getters serialize": () => {
    const [one] = Object.values(new WebSocketPair());
    one.serializeAttachment({ get a() {
      one.serializeAttachment({ inner: 1 });
      return 1;
    } });
    assertEquals(one.deserializeAttachment().a, 1);
  },

  "waitUntil() with a hostile then": async () => {
    waitUntil({ get then() {
      waitUntil(Promise.resolve());
      return (done) => done();
    } });
    waitUntil({ then(done, fail) {
      fail(new Error("of waitUntil"));
      done();
      throw new Error("again");
    } });
    const promise = Promise.resolve();
    promise.then = () => {
      throw new Error("never called");
    };
    waitUntil(promise);
    await scheduler.wait(1);
  },

  "an EventSource that closes within its handlers": async () => {
    const stream = new ReadableStream({ start(controller) {
      controller.enqueue(utf8("data: 1\n\ndata: 2\n\n"));
      controller.close();
    } });
    const source = EventSource.from(stream);
    const seen = [];
    await new Promise((done) => {
      source.onmessage = ({ data }) => {
        seen.push(data);
        source.close();
        attempt(() => source.close());
        done();
      };
    });
    await scheduler.wait(1);
    assertEquals(seen, ["1"]);
  },
};
