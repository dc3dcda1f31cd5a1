// Requests to other workers and servers, WebSockets, waitUntil and EventSource.

import { env, waitUntil } from "cloudflare:workers";
import { assert, assertEquals, assertRejects } from "./assert.js";
import { asPrimitive, asText, attempt, detach, resizable, settles, utf8 } from "./reenter.js";

const { SELF } = env;

async function openSocket() {
  const { webSocket } = await SELF.fetch("http://self/", { headers: { upgrade: "websocket" } });
  return webSocket;
}

export const tests = {
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
      inner.push(SELF.fetch("http://self/", { method: "POST", body: "inner" })
        .then((it) => it.text()));
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
    const { signal } = controller;
    await settles(() => SELF.fetch("http://self/", { method: "POST", body, signal }));
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
      const ask = () => fetch("http://127.0.0.1:1/", { cf: { cacheTtl: 1 } });
      return asText(() => attempt(ask), "https://k/");
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
    attempt(() => one.close(asPrimitive(() => one.close(3001), 3000),
      asText(() => other.close(), "r")));
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
