// The worker of fetch_test.py. The origin's URL comes with the request; the path says what to do.

async function describe(response) {
  return Response.json({
    status: response.status,
    statusText: response.statusText,
    headers: [...response.headers],
    url: response.url,
    redirected: response.redirected,
    hasBody: response.body !== null,
    text: await response.text(),
  });
}

async function failure(run) {
  try {
    return new Response(`no error: ${await run()}`);
  } catch (error) {
    return new Response(`${error.name}: ${error.message}`);
  }
}

let early;
try {
  early = fetch("http://127.0.0.1/").then(() => "none", (error) => error.message);
} catch (error) {
  early = Promise.resolve(`thrown: ${error.message}`);
}

const scenarios = {
  "/pass": ({ to, request }) => fetch(new Request(to, request)),
  "/plain": ({ to }) => fetch(to),
  async "/wrap"({ to }) {
    const response = await fetch(to);
    const copy = new Response(response.body, response);
    copy.headers.set("x-wrapped", "yes");
    return copy;
  },
  async "/through"({ to }) {
    const response = await fetch(to);
    return new Response(response.body.pipeThrough(new TransformStream()), response);
  },
  async "/describe"({ to, url }) {
    const redirect = url.searchParams.get("redirect") ?? "follow";
    return describe(await fetch(to, { redirect }));
  },
  async "/send"({ to, request }) {
    const { init, body } = await request.json();
    return describe(await fetch(to, { ...init, ...(body === undefined ? {} : { body }) }));
  },
  "/error": ({ to, url }) => failure(async () => {
    const redirect = url.searchParams.get("redirect") ?? "follow";
    const response = await fetch(to, { redirect });
    return `${response.status} ${await response.text()}`;
  }),
  "/fetch": ({ url }) => failure(async () => {
    const method = url.searchParams.get("by") ?? "GET";
    const response = await fetch(url.searchParams.get("url"), { method });
    return `${response.status} ${response.headers.get("content-type")} ${await response.text()}`;
  }),
  "/integrity": ({ to, url }) => failure(async () => {
    const response = await fetch(to, { integrity: url.searchParams.get("integrity") });
    return `${response.status} ${response.headers.get("a")} ${await response.text()}`;
  }),
  async "/upload"({ to, request }) {
    const body = request.body.pipeThrough(new TransformStream());
    return fetch(to, { method: "POST", body, duplex: "half" });
  },
  "/upload-error": ({ to }) => failure(async () => {
    let pulls = 0;
    const body = new ReadableStream({
      pull(controller) {
        if (++pulls > 3) throw new Error("the source broke");
        controller.enqueue(new TextEncoder().encode("piece"));
      },
    });
    return (await fetch(to, { method: "POST", body, duplex: "half" })).text();
  }),
  "/upload-endless": ({ to }) => failure(async () => {
    const body = new ReadableStream({
      async pull(controller) {
        await new Promise((resolve) => setTimeout(resolve, 5));
        controller.enqueue(new Uint8Array(1000));
      },
    });
    return (await fetch(to, { method: "POST", body, duplex: "half" })).text();
  }),
  "/abort-head": ({ to }) => failure(async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(new Error("enough")), 50);
    return (await fetch(to, { signal: controller.signal })).text();
  }),
  "/abort-body": ({ to }) => failure(async () => {
    const controller = new AbortController();
    const response = await fetch(to, { signal: controller.signal });
    setTimeout(() => controller.abort(new Error("enough")), 50);
    return response.text();
  }),
  "/abort-before": ({ to }) => failure(async () => {
    return (await fetch(to, { signal: AbortSignal.abort(new Error("no")) })).text();
  }),
  "/abort-upload": ({ to, url }) => failure(async () => {
    const controller = new AbortController();
    let reason;
    const body = new ReadableStream({
      pull(stream) {
        stream.enqueue(new Uint8Array(1));
        if (url.searchParams.has("stall")) return new Promise(() => {});
      },
      cancel(why) {
        reason = why;
      },
    });
    const isLate = url.searchParams.has("stall");
    if (isLate) setTimeout(() => controller.abort(), 50);
    else controller.abort();
    const response = fetch(to, { method: "POST", body, signal: controller.signal });
    const isSynchronous = reason !== undefined;
    const error = await response.catch((e) => e);
    return JSON.stringify([isSynchronous, error.name, error === reason]);
  }),
  "/abort-read": ({ to }) => failure(async () => {
    const controller = new AbortController();
    const response = await fetch(to, { signal: controller.signal });
    const other = await fetch(to, { signal: controller.signal });
    const seen = [await other.text()];
    controller.abort();
    const note = (error) => seen.push(error.name);
    const read = response.text().catch(note);
    await Promise.all([read, Promise.resolve().then(() => seen.push("next"))]);
    await response.bytes().catch(note);
    await other.text().catch(note);
    return JSON.stringify(seen);
  }),
  "/cached-only": ({ to }) => failure(() =>
    fetch(to, { cache: "only-if-cached", mode: "same-origin" })),
  "/timeout": ({ to }) => failure(async () => {
    return (await fetch(to, { signal: AbortSignal.timeout(50) })).text();
  }),
  async "/abort-pumped"({ to, ctx }) {
    const controller = new AbortController();
    const response = await fetch(to, { signal: controller.signal });
    ctx.waitUntil(scheduler.wait(100).then(() => controller.abort()));
    return response;
  },
  async "/cancel"({ to }) {
    const response = await fetch(to);
    const reader = response.body.getReader();
    const { value } = await reader.read();
    await reader.cancel();
    return new Response(`${value.byteLength > 0}`);
  },
  async "/drop"({ to, ctx }) {
    ctx.waitUntil(fetch(to));
    return new Response("answered");
  },
  async "/many"({ to, url }) {
    const count = Number(url.searchParams.get("count"));
    const results = [];
    for (let i = 0; i < count; ++i) {
      try {
        results.push((await (await fetch(to)).text()));
      } catch (error) {
        results.push(`${error.name}: ${error.message}`);
      }
    }
    return Response.json(results);
  },
  async "/parallel"({ to, url }) {
    const count = Number(url.searchParams.get("count"));
    const all = Array.from({ length: count }, async () => (await fetch(to)).text());
    return Response.json(await Promise.all(all));
  },
  async "/stalled"({ to, next }) {
    // Of the first response nothing is read before the second is there.
    const first = await fetch(to);
    const second = await (await fetch(next)).text();
    return Response.json([second, (await first.arrayBuffer()).byteLength]);
  },
  async "/abort-one"({ to, next }) {
    const controller = new AbortController();
    const aborted = fetch(to, { signal: controller.signal }).catch((error) => error.name);
    const other = fetch(next);
    await scheduler.wait(50);
    controller.abort();
    return Response.json([await aborted, await (await other).text()]);
  },
  async "/clone"({ to }) {
    const response = await fetch(to);
    const copy = response.clone();
    return Response.json([await response.text(), await copy.text(), copy.url === response.url]);
  },
  async "/chain"({ to, next }) {
    // The body of one response is the body of the next request.
    const first = await fetch(to);
    return fetch(next, { method: "POST", body: first.body, duplex: "half" });
  },
  "/immutable": ({ to }) => failure(async () => {
    (await fetch(to)).headers.set("a", "b");
  }),
  "/loop": ({ request, url }) => fetch(`${url.origin}/loop`, { headers: request.headers }),
  async "/early"() {
    return new Response(await early);
  },
  async "/overridden"({ to }) {
    const { then } = Promise.prototype;
    const { push } = Array.prototype;
    Promise.prototype.then = () => { throw new Error("seen: then"); };
    Array.prototype.push = () => { throw new Error("seen: push"); };
    Object.defineProperty(Object.prototype, "then", {
      configurable: true, get() { return undefined; },
    });
    try {
      const response = await fetch(to);
      return new Response(await response.text());
    } finally {
      Promise.prototype.then = then;
      Array.prototype.push = push;
      delete Object.prototype.then;
    }
  },
  "/hello": () => new Response("hello"),
};

export default {
  fetch(request, env, ctx) {
    const url = new URL(request.url);
    const origin = request.headers.get("x-origin");
    const to = origin + url.searchParams.get("to");
    const next = origin + url.searchParams.get("next");
    return scenarios[url.pathname]({ to, next, url, request, ctx });
  },
};
