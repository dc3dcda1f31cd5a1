// What service_test.py's front worker calls.

import { RpcTarget, WorkerEntrypoint } from "cloudflare:workers";

class Counter extends RpcTarget {
  #value;
  own = "not to be seen";

  constructor(value, onDispose) {
    super();
    this.#value = value;
    this.onDispose = onDispose;
  }

  increment(by = 1) {
    this.#value += by;
    return this.#value;
  }

  get value() {
    return this.#value;
  }

  next() {
    return new Counter(this.#value + 1);
  }

  [Symbol.dispose]() {
    console.log(`disposed of ${this.#value}`);
  }
}

export class Methods extends WorkerEntrypoint {
  field = "not to be seen";

  add(a, b) {
    return a + b;
  }

  echo(value) {
    return value;
  }

  kindOf(value) {
    return Object.prototype.toString.call(value);
  }

  fail() {
    throw new RangeError("no such luck");
  }

  failWithObject() {
    throw { reason: "an object" };
  }

  get answer() {
    return 42;
  }

  makeCounter(value) {
    return new Counter(value);
  }

  makeSeveral() {
    return { first: new Counter(1), second: new Counter(2), note: "two" };
  }

  makeAdder(a) {
    return (b) => a + b;
  }

  async callTwice(callback) {
    return [await callback(1), await callback(2)];
  }

  keep(callback) {
    const kept = callback.dup();
    this.ctx.waitUntil((async () => {
      await scheduler.wait(1);
      await kept("later");
      kept[Symbol.dispose]();
    })());
    return "kept";
  }

  // Not kept: the stub ends with the call.
  async keepWrongly(callback) {
    await null;
    const lost = () => callback("too late");
    return lost;
  }

  letters(count) {
    let left = count;
    return new ReadableStream({
      type: "bytes",
      pull(controller) {
        if (left-- > 0) controller.enqueue(new TextEncoder().encode("abc"));
        else controller.close();
      },
    });
  }

  async readAll(stream) {
    return new Response(stream).text();
  }

  async fill(writable) {
    const writer = writable.getWriter();
    await writer.write("one ");
    await writer.write("two");
    await writer.close();
    return "filled";
  }

  async describeRequest(request) {
    return [request.method, request.url, request.headers.get("x-one"), await request.text()];
  }

  respond(text) {
    return new Response(text, { status: 202, headers: { "x-two": "2" } });
  }

  props() {
    return this.ctx.props;
  }

  spin() {
    for (;;);
  }

  huge() {
    return new Uint8Array(33 << 20);
  }

  unserializable() {
    return new (class Special {})();
  }

  fetch(request) {
    return new Response(`methods ${new URL(request.url).pathname}`);
  }
}

export const plain = {
  fetch: () => new Response("plain"),
};

export const number = 1;

export default {
  async fetch(request, env, ctx) {
    const url = new URL(request.url);
    switch (url.pathname) {
      case "/echo":
        return new Response(request.body, {
          status: 201,
          headers: { "x-method": request.method, "x-seen": request.headers.get("x-sent") },
        });
      case "/stream": {
        const { readable, writable } = new TransformStream();
        const writer = writable.getWriter();
        ctx.waitUntil((async () => {
          for (let i = 0; i < 3; ++i) await writer.write(new TextEncoder().encode(`part ${i}\n`));
          await writer.close();
        })());
        return new Response(readable);
      }
      case "/break":
        return new Response(new ReadableStream({
          pull(controller) {
            controller.enqueue(new Uint8Array(10));
            controller.error(new Error("broken"));
          },
        }));
      case "/throw":
        throw new Error("back is broken");
      case "/spin":
        for (;;);
      case "/redirect":
        return Response.redirect("http://back/echo", 302);
      case "/slow":
        await scheduler.wait(5_000);
        return new Response("slow");
      case "/socket": {
        const [client, server] = new WebSocketPair();
        server.accept();
        server.addEventListener("message", ({ data }) => {
          if (data === "bye") server.close(4000, "as you say");
          else server.send(`back heard ${data}`);
        });
        return new Response(null, { status: 101, webSocket: client });
      }
      case "/loop":
        return env.SELF.fetch(request);
      default:
        return new Response(url.href);
    }
  },
  double(value, env, ctx) {
    return [value * 2, env.NAME, typeof ctx.waitUntil];
  },
};
