// Calls of what only the host can grant, in the manner of tests/web/api_calls.js: (env, ctx) => text.

import { call, get, make, set } from "./replaced.js";
import { add, failure, hex, newList, show, sleep, streamOf, textOf, utf8 } from "./texts.js";

const { dispose, iterator } = Symbol;

async function inMetadata(namespace, key) {
  const found = await call(namespace, "getWithMetadata", key, { type: "json" });
  return `${found.value.a} ${found.metadata.m}`;
}

export const hostCalls = {
  async "values of KV"({ KV }) {
    const seen = newList();
    await call(KV, "put", "k1", "text");
    await call(KV, "put", "k2", utf8("bytes"), { expirationTtl: 60 });
    await call(KV, "put", "k3", streamOf(utf8("stream")), { metadata: { m: [1, "x"] } });
    await call(KV, "put", "k4", '{"a":5}', { metadata: { m: 6 }, expirationTtl: 90 });
    add(seen, await call(KV, "get", "k1"));
    add(seen, hex(await call(KV, "get", "k2", "arrayBuffer")));
    add(seen, await textOf(await call(KV, "get", "k3", { type: "stream" })));
    add(seen, (await call(KV, "get", "k4", "json")).a);
    add(seen, await inMetadata(KV, "k4"));
    add(seen, await call(KV, "get", "none"));
    await call(KV, "delete", "k1");
    add(seen, await call(KV, "get", "k1", { type: "text", cacheTtl: 60 }));
    return show(seen);
  },

  async "many values of KV"({ KV }) {
    const seen = newList();
    await call(KV, "put", "m1", "1");
    await call(KV, "put", "m2", "2", { metadata: "x" });
    await call(KV, "put", "m3", "3", { expirationTtl: 3600, metadata: { a: 1 } });
    const found = await call(KV, "get", ["m1", "m2", "m4"]);
    add(seen, `${call(found, "get", "m1")} ${call(found, "get", "m4")}`);
    const more = await call(KV, "getWithMetadata", ["m2"], "json");
    add(seen, `${call(more, "get", "m2").value} ${call(more, "get", "m2").metadata}`);
    const page = await call(KV, "list", { prefix: "m", limit: 2 });
    add(seen, `${get(page.keys, "length")} ${page.keys[1].name} ${page.keys[1].metadata}`);
    add(seen, page.list_complete);
    const rest = await call(KV, "list", { prefix: "m", cursor: page.cursor });
    add(seen, `${rest.keys[0].name} ${rest.keys[0].expiration > 0} ${rest.keys[0].metadata.a}`);
    add(seen, rest.list_complete);
    return show(seen);
  },

  async "mistakes with KV"({ KV }) {
    const seen = newList();
    add(seen, await failure(() => call(KV, "put", "", "x")));
    add(seen, await failure(() => call(KV, "put", "k", "x", { expirationTtl: 1 })));
    add(seen, await failure(() => call(KV, "put", "k", {})));
    add(seen, await failure(() => call(KV, "get", "k1", "nothing")));
    add(seen, await failure(() => call(KV, "list", { limit: 5000 })));
    add(seen, await failure(() => call(KV, "get", [])));
    return show(seen);
  },

  async "requests to a server"({ ORIGIN }) {
    const seen = newList();
    const response = await call(globalThis, "fetch", `${ORIGIN}/echo?q=1`, {
      method: "POST", body: "sent", headers: { "x-a": "1" },
    });
    add(seen, `${get(response, "status")} ${call(get(response, "headers"), "get", "x-b")}`);
    add(seen, `${await call(response, "text")} ${get(response, "redirected")}`);
    const streamed = await call(globalThis, "fetch", make("Request", make("URL", `${ORIGIN}/echo`), {
      method: "PUT", body: streamOf(utf8("streamed")),
    }));
    add(seen, await call(streamed, "text"));
    const moved = await call(globalThis, "fetch", `${ORIGIN}/moved`);
    add(seen, `${get(moved, "redirected")} ${await call(moved, "text")}`);
    const manual = await call(globalThis, "fetch", `${ORIGIN}/moved`, { redirect: "manual" });
    add(seen, `${get(manual, "status")} ${call(get(manual, "headers"), "get", "location")}`);
    const clone = call(await call(globalThis, "fetch", `${ORIGIN}/chunked`), "clone");
    add(seen, await call(clone, "text"));
    const reader = call(get(await call(globalThis, "fetch", `${ORIGIN}/chunked`), "body"), "getReader");
    add(seen, hex((await call(reader, "read")).value));
    await call(reader, "cancel");
    return show(seen);
  },

  async "requests that fail"({ ORIGIN }) {
    const seen = newList();
    add(seen, await failure(() => call(globalThis, "fetch", `${ORIGIN}/moved`, { redirect: "error" })));
    add(seen, await failure(() => call(globalThis, "fetch", "ftp://h/")));
    const controller = make("AbortController");
    const pending = call(globalThis, "fetch", `${ORIGIN}/never`, { signal: get(controller, "signal") });
    call(globalThis, "setTimeout", () => call(controller, "abort", make("Error", "given up")), 5);
    add(seen, await failure(() => pending));
    add(seen, await failure(() => call(globalThis, "fetch", `${ORIGIN}/chunked`,
      { integrity: "sha256-AAAA" })));
    const data = await call(globalThis, "fetch", "data:text/plain;base64,aGk=");
    add(seen, await call(data, "text"));
    return show(seen);
  },

  async "requests that use the cache"({ ORIGIN }) {
    const once = () => call(globalThis, "fetch", `${ORIGIN}/kept`, {
      cf: { cacheTtl: 60, cacheKey: "https://key/1", cacheEverything: true, cacheTtlByStatus: { "404": 1 } },
    });
    const first = await call(await once(), "text");
    return `${first} ${await call(await once(), "text")}`;
  },

  async "the cache"() {
    const seen = newList();
    const caches = get(globalThis, "caches");
    const headers = { "cache-control": "max-age=60", etag: '"1"' };
    const cache = get(caches, "default");
    await call(cache, "put", "https://a/", make("Response", "cached", { headers }));
    const request = make("Request", "https://b/");
    await call(cache, "put", request, make("Response", streamOf(utf8("from a stream")), { headers }));
    add(seen, await call(await call(cache, "match", "https://a/"), "text"));
    add(seen, await call(await call(cache, "match", request, { ignoreMethod: true }), "text"));
    add(seen, await call(cache, "delete", "https://a/"));
    add(seen, await call(cache, "match", "https://a/"));
    const named = await call(caches, "open", "one");
    await call(named, "put", make("URL", "https://c/"), make("Response", "named", { headers }));
    add(seen, await call(await call(named, "match", "https://c/"), "text"));
    add(seen, await failure(() => call(cache, "put", "https://a/", make("Response", "x", { status: 206 }))));
    return show(seen);
  },

  async "events of a server"({ ORIGIN }) {
    const seen = newList();
    const source = make("EventSource", `${ORIGIN}/events`);
    await make("Promise", (done) => {
      set(source, "onopen", () => add(seen, "open"));
      set(source, "onmessage", (event) => {
        add(seen, `${get(event, "data")} ${get(event, "lastEventId")}`);
        call(source, "close");
        done();
      });
    });
    add(seen, get(source, "readyState"));
    return show(seen);
  },

  async "another worker's fetch"({ SELF }) {
    const response = await SELF.fetch("http://other/path", { method: "POST", body: "asked" });
    const moved = await SELF.fetch(make("Request", "http://other/", { headers: { a: "1" } }));
    return `${get(response, "status")} ${await call(response, "text")} ` +
      `${call(get(moved, "headers"), "get", "x-seen")}`;
  },

  async "another worker's methods"({ SELF }) {
    const seen = newList();
    add(seen, await SELF.echo("x"));
    add(seen, await SELF.answer);
    const shape = await SELF.echo({ a: [1, { b: 2 }], c: make("Date", 5), d: null });
    add(seen, `${shape.a[1].b} ${call(shape.c, "getTime")} ${shape.d}`);
    add(seen, await SELF.callBack((value) => value + 1, 41));
    const counter = await SELF.counter(5);
    add(seen, await counter.add(2));
    add(seen, await counter.value);
    add(seen, await counter.next().value);
    const twin = counter.dup();
    counter[dispose]();
    add(seen, await twin.add(1));
    add(seen, await failure(() => counter.add(1)));
    twin.onRpcBroken(() => {});
    twin[dispose]();
    add(seen, await failure(() => SELF.fail("no luck")));
    add(seen, await failure(() => SELF.nothing()));
    return show(seen);
  },

  async "what goes to another worker"({ SELF }) {
    const seen = newList();
    add(seen, await SELF.lengthOf(streamOf(utf8("12345"), "bytes")));
    add(seen, await textOf(await SELF.stream()));
    add(seen, await call(await SELF.echo(make("Blob", ["blob"], { type: "a/b" })), "text"));
    add(seen, get(await SELF.echo(make("File", ["x"], "f", { lastModified: 3 })), "lastModified"));
    add(seen, call(await SELF.echo(make("Headers", { a: "1" })), "get", "a"));
    const request = await SELF.echo(make("Request", "http://h/x", { method: "POST", body: "b" }));
    add(seen, `${get(request, "url")} ${get(request, "method")} ${await call(request, "text")}`);
    const response = await SELF.echo(make("Response", "r", { status: 201, headers: { b: "2" } }));
    add(seen, `${get(response, "status")} ${await call(response, "text")}`);
    add(seen, get(await SELF.echo(make("DOMException", "m", "AbortError")), "name"));
    const map = make("Map", undefined);
    call(map, "set", 1, { x: 2 });
    add(seen, call(await SELF.echo(map), "get", 1).x);
    add(seen, await failure(() => SELF.echo(iterator)));
    return show(seen);
  },

  async "another worker's WebSocket"({ SELF }) {
    const response = await SELF.fetch("http://other/", { headers: { upgrade: "websocket" } });
    const socket = get(response, "webSocket");
    call(socket, "accept");
    const arrived = make("Promise", (done) => call(socket, "addEventListener", "message", done));
    call(socket, "send", "hello");
    const text = get(await arrived, "data");
    call(socket, "close", 1000, "bye");
    return `${get(response, "status")} ${text}`;
  },

  async "what is waited for"(env, ctx) {
    call(ctx, "waitUntil", sleep(1));
    call(ctx, "waitUntil", make("Promise", (_, fail) => fail(make("Error", "given to waitUntil"))));
    call(ctx, "passThroughOnException");
    return `${typeof get(ctx, "props")}`;
  },
};
