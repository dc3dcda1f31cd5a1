// What cache_test.py asks for, by path. ?key= is the URL of the key, ?cache= the name of the cache.

const KEY = "https://example.com/key";

function names(response) {
  return [...response.headers].filter(([name]) => name !== "date");
}

async function described(response) {
  if (response === undefined) return Response.json({ found: false });
  return Response.json({
    found: true, status: response.status, statusText: response.statusText, url: response.url,
    headers: names(response), hasBody: response.body !== null, text: await response.text(),
  });
}

async function outcome(step) {
  try {
    const value = await step();
    return value === undefined ? "undefined" : value;
  } catch (error) {
    return `${error.name}: ${error.message}`;
  }
}

const scenarios = {
  // Puts what the request's body and x-* headers say.
  async put(request, key, cache) {
    const headers = new Headers();
    for (const [name, value] of request.headers) {
      if (name.startsWith("x-set-")) headers.append(name.slice(6), value);
    }
    const status = +(request.headers.get("x-status") ?? 200);
    const body = await request.text();
    return new Response(await outcome(() =>
      cache.put(key, new Response(body === "" ? null : body, { status, headers }))));
  },
  async match(request, key, cache) {
    const headers = new Headers();
    for (const [name, value] of request.headers) {
      if (name.startsWith("x-ask-")) headers.append(name.slice(6), value);
    }
    return described(await cache.match(new Request(key, { headers })));
  },
  // Passes the response on.
  async serve(request, key, cache) {
    const headers = new Headers();
    for (const name of ["range", "if-none-match", "if-modified-since"]) {
      if (request.headers.has(name)) headers.set(name, request.headers.get(name));
    }
    return await cache.match(new Request(key, { headers })) ?? new Response("none", { status: 404 });
  },
  async delete(request, key, cache) {
    return Response.json(await cache.delete(key));
  },
  async ignoreMethod(request, key, cache) {
    const post = new Request(key, { method: "POST" });
    const found = await cache.match(post, { ignoreMethod: true });
    return Response.json([
      (await cache.match(post)) === undefined, await found?.text(), await cache.delete(post),
      await cache.delete(post, { ignoreMethod: true }),
    ]);
  },
  // The usage: what a server sends goes to the client and into the cache.
  async through(request, key, cache, context) {
    const found = await cache.match(key);
    if (found !== undefined) return found;
    const response = await fetch(request.headers.get("x-origin"));
    const kept = new Response(response.body, response);
    kept.headers.set("cache-control", "max-age=1000");
    context.waitUntil(cache.put(key, kept.clone()));
    return kept;
  },
  // The same without a constructed response.
  async pass(request, key, cache, context) {
    const found = await cache.match(key);
    if (found !== undefined) return found;
    const response = await fetch(request.headers.get("x-origin"));
    context.waitUntil(outcome(() => cache.put(key, response.clone())).then(console.log));
    return response;
  },
  // First into the cache, then to the client.
  async putFirst(request, key, cache) {
    const response = await fetch(request.headers.get("x-origin"));
    await cache.put(key, response.clone());
    return response;
  },
  // What is fetched goes into the cache alone.
  async only(request, key, cache) {
    return new Response(await outcome(async () =>
      cache.put(key, await fetch(request.headers.get("x-origin")))));
  },
  async upload(request, key, cache) {
    return new Response(await outcome(() => cache.put(key, new Response(request.body, {
      headers: { "cache-control": "max-age=1000" },
    }))));
  },
  // A body of chunks that JavaScript makes: x-chunks of 64 KB; x-length: Content-Length; x-fail.
  async stream(request, key, cache) {
    let left = +request.headers.get("x-chunks");
    const fails = request.headers.has("x-fail");
    const body = new ReadableStream({
      pull(controller) {
        if (left-- > 0) controller.enqueue(new Uint8Array(65536).fill(left));
        else if (fails) controller.error(new Error("the stream fails"));
        else controller.close();
      },
    });
    const headers = { "cache-control": "max-age=1000" };
    if (request.headers.has("x-length")) headers["content-length"] = request.headers.get("x-length");
    return new Response(await outcome(() => cache.put(key, new Response(body, { headers }))));
  },
  // By the request as it came.
  async incoming(request, key, cache, context) {
    if (request.url.endsWith("look")) request.headers.get("x");
    const found = await cache.match(request);
    if (found !== undefined) return found;
    const response = new Response("0123456789", {
      headers: { "cache-control": "max-age=1000", etag: '"1"', vary: "x-kind" },
    });
    context.waitUntil(cache.put(new Request(request, { method: "GET", body: null }),
      response.clone()));
    return response;
  },
  async cf(request) {
    const { cf, cache, headers, url } = await request.json();
    const mode = cache === "only-if-cached" ? "same-origin" : "cors";
    const response = await fetch(url, { cf, cache, headers, mode });
    const text = await response.text();
    return Response.json({
      status: response.status, text, state: response.headers.get("cf-cache-status"),
      age: response.headers.get("age"), url: response.url, redirected: response.redirected,
    });
  },
  async cfPass(request) {
    const { cf, url } = await request.json();
    return fetch(url, { cf });
  },
  async many(request, key, cache) {
    const results = [];
    for (let i = 0; i < 60; ++i) {
      results.push(await outcome(async () => (await cache.match(`${key}/${i}`))?.status));
    }
    return Response.json(results);
  },
  async refused(request, key, cache) {
    const ok = () => new Response("x", { headers: { "cache-control": "max-age=60" } });
    const used = ok();
    await used.text();
    const pair = new WebSocketPair();
    return Response.json(await Promise.all([
      outcome(() => cache.put(new Request(key, { method: "POST" }), ok())),
      outcome(() => cache.put(key, new Response("x", { status: 206 }))),
      outcome(() => cache.put(key, new Response("x", { headers: { vary: "*" } }))),
      outcome(() => cache.put(key, new Response(null, { status: 101, webSocket: pair[0] }))),
      outcome(() => cache.put(key, Response.error())),
      outcome(() => cache.put(key, "x")),
      outcome(() => cache.put(key, used)),
      outcome(() => cache.put("not a URL", ok())),
      outcome(() => cache.put(key)),
      outcome(() => cache.match()),
      outcome(() => cache.match("not a URL")),
      outcome(() => cache.add(key)),
      outcome(() => cache.keys()),
      outcome(() => caches.match(key)),
      outcome(() => caches.open("n".repeat(1024))),
      outcome(() => new Cache()),
      outcome(() => new CacheStorage()),
      outcome(() => Cache.prototype.match.call({}, key)),
    ]));
  },
  async shape() {
    const used = new Response("x", { headers: { "cache-control": "max-age=60" } });
    const stored = caches.default.put(KEY, used);
    const isUsed = used.bodyUsed;
    await stored;
    const found = await caches.default.match(KEY);
    return Response.json({
      tags: [`${caches}`, `${caches.default}`, `${await caches.open("x")}`],
      same: caches.default === caches.default, isCache: caches.default instanceof Cache,
      isUsed, immutable: await outcome(() => found.headers.set("a", "b")),
      copied: new Response(found.body, found).headers.get("cf-cache-status"),
      late: await outcome(() => globalThis.early),
    });
  },
  // A clone of which one is read after the other.
  async cloneLate(request) {
    const response = await fetch(request.headers.get("x-origin"));
    const clone = response.clone();
    const first = (await response.arrayBuffer()).byteLength;
    return Response.json([first, (await clone.arrayBuffer()).byteLength, response.bodyUsed]);
  },
  // The second of two clones goes to the client, the first is not read.
  async cloneUnread(request) {
    const response = await fetch(request.headers.get("x-origin"));
    response.clone();
    return response;
  },
};

globalThis.early = "none";
try {
  await caches.default.match(KEY);
} catch (error) {
  globalThis.early = error.message;
}

export default {
  async fetch(request, env, context) {
    const url = new URL(request.url);
    const name = url.searchParams.get("cache");
    const cache = name === null ? caches.default : await caches.open(name);
    const scenario = scenarios[url.pathname.slice(1)];
    return scenario(request, url.searchParams.get("key") ?? KEY, cache, context);
  },
};
