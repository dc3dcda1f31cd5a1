// Each path is a scenario: what it returns is the answer, as JSON.

import { RpcTarget } from "cloudflare:workers";

async function outcome(promise) {
  try {
    return await promise;
  } catch (error) {
    return `${error.name}: ${error.message}`;
  }
}

const gone = new Promise(() => {});

const scenarios = {
  async url({ BACK }) {
    return (await BACK.fetch("http://anything/some/path?q=1")).text();
  },
  async echo({ BACK }) {
    const response = await BACK.fetch("http://back/echo", {
      method: "PUT", body: "the body", headers: { "x-sent": "yes" },
    });
    return [response.status, response.headers.get("x-method"), response.headers.get("x-seen"),
      await response.text()];
  },
  async upload({ BACK }) {
    let left = 50;
    const body = new ReadableStream({
      pull(controller) {
        if (left-- > 0) controller.enqueue(new Uint8Array(10_000));
        else controller.close();
      },
    });
    const response = await BACK.fetch("http://back/echo", { method: "POST", body });
    return (await response.arrayBuffer()).byteLength;
  },
  async stream({ BACK }) {
    return (await BACK.fetch("http://back/stream")).text();
  },
  async broken({ BACK }) {
    const response = await BACK.fetch("http://back/break");
    return [response.status, await outcome(response.text())];
  },
  async throws({ BACK }) {
    return (await BACK.fetch("http://back/throw")).status;
  },
  async spins({ BACK }) {
    return (await BACK.fetch("http://back/spin")).status;
  },
  async redirect({ BACK }) {
    const followed = await BACK.fetch("http://back/redirect");
    const seen = await BACK.fetch("http://back/redirect", { redirect: "manual" });
    return [followed.status, followed.redirected, seen.status];
  },
  async abort({ BACK }) {
    return outcome(BACK.fetch("http://back/slow", { signal: AbortSignal.timeout(10) }));
  },
  async loop({ BACK }) {
    const response = await BACK.fetch("http://back/loop");
    return response.status;
  },
  async socket({ BACK }) {
    const response = await BACK.fetch("http://back/socket", { headers: { Upgrade: "websocket" } });
    const socket = response.webSocket;
    const heard = [];
    const closed = new Promise((resolve) => {
      socket.addEventListener("message", ({ data }) => heard.push(data));
      socket.addEventListener("close", ({ code, reason }) => resolve([code, reason]));
    });
    socket.accept();
    socket.send("one");
    socket.send("two");
    socket.send("bye");
    return [response.status, await closed, heard];
  },
  async noSocket({ BACK }) {
    return (await BACK.fetch("http://back/socket")).status;
  },
  async many({ BACK }) {
    const all = [];
    for (let i = 0; i < 20; ++i) all.push(BACK.fetch(`http://back/${i}`).then((r) => r.text()));
    return (await Promise.all(all)).length;
  },
  async named({ METHODS, PLAIN }) {
    return [await (await METHODS.fetch("http://x/path")).text(),
      await (await PLAIN.fetch("http://x/")).text()];
  },
  async missing({ MISSING, NOBODY, NUMBER }) {
    return [(await MISSING.fetch("http://x/")).status, await outcome(NOBODY.fetch("http://x/")),
      (await NUMBER.fetch("http://x/")).status];
  },

  add: ({ METHODS }) => METHODS.add(1, 2),
  concurrent: ({ METHODS }) => Promise.all([METHODS.add(1, 1), METHODS.add(2, 2), METHODS.echo("x")]),
  async values({ METHODS }) {
    const cyclic = { name: "cyclic" };
    cyclic.self = cyclic;
    const back = await METHODS.echo(cyclic);
    const kinds = [];
    for (const value of [new Date(0), new Map([[1, { a: [1] }]]), new Set([1]), /x/g, 10n,
      new Uint8Array([1, 2]), new Error("e"), null, undefined, [1, , 3], new Blob(["b"]),
      new DOMException("m", "AbortError"), new Headers({ a: "1" })]) {
      const echoed = await METHODS.echo(value);
      kinds.push(Object.prototype.toString.call(echoed).slice(8, -1));
    }
    const map = await METHODS.echo(new Map([[1, { a: [1] }]]));
    const sparse = await METHODS.echo([1, , 3]);
    return [back.self === back, kinds, map.get(1).a[0], 1 in sparse];
  },
  async errors({ METHODS }) {
    const seen = [];
    try {
      await METHODS.fail();
    } catch (error) {
      seen.push(error instanceof RangeError, error.message, error.remote);
    }
    try {
      await METHODS.failWithObject();
    } catch (error) {
      seen.push(error.reason);
    }
    return seen;
  },
  async hidden({ METHODS }) {
    return [await outcome(METHODS.field), await outcome(METHODS.constructor("x")),
      await outcome(METHODS.nothing()), await outcome(METHODS.toString()),
      await outcome(METHODS.makeCounter(1).own)];
  },
  async property({ METHODS }) {
    return METHODS.answer;
  },
  async pipelined({ METHODS }) {
    const counter = METHODS.makeCounter(5);
    const sums = [await counter.increment(), await counter.next().next().increment(10),
      await counter.value];
    return sums;
  },
  async stub({ METHODS }) {
    const counter = await METHODS.makeCounter(1);
    const sums = [await counter.increment(), await counter.increment(5), await counter.value];
    const second = counter.dup();
    counter[Symbol.dispose]();
    sums.push(await second.value, await outcome(counter.increment()));
    second[Symbol.dispose]();
    return sums;
  },
  async several({ METHODS }) {
    const { first, second, note } = await METHODS.makeSeveral();
    return [await first.value, await second.value, note];
  },
  async adder({ METHODS }) {
    const add = await METHODS.makeAdder(10);
    return [await add(5), await METHODS.makeAdder(1)(2)];
  },
  async callback({ METHODS }) {
    let calls = 0;
    return METHODS.callTwice((value) => {
      ++calls;
      return value * 10 + calls;
    });
  },
  async target({ METHODS }) {
    class Mine extends RpcTarget {
      name() {
        return "mine";
      }
    }
    const mine = new Mine();
    return [await METHODS.echo(mine) === mine];
  },
  async keep({ METHODS }) {
    let later;
    const called = new Promise((resolve) => {
      later = resolve;
    });
    return [await METHODS.keep(later), await called];
  },
  async keepWrongly({ METHODS }) {
    const lost = await METHODS.keepWrongly(() => "reached");
    return outcome(lost());
  },
  async readable({ METHODS }) {
    const stream = await METHODS.letters(4);
    const text = await new Response(stream).text();
    return [text, await METHODS.readAll(new Blob(["from the front"]).stream())];
  },
  async writable({ METHODS }) {
    const { readable, writable } = new TransformStream();
    const [said, text] = await Promise.all([METHODS.fill(writable), (async () => {
      let all = "";
      for await (const chunk of readable) all += chunk;
      return all;
    })()]);
    return [said, text];
  },
  async messages({ METHODS }) {
    const request = new Request("http://x/y", { method: "POST", body: "b", headers: { "x-one": "1" } });
    const response = await METHODS.respond("text");
    return [await METHODS.describeRequest(request), response.status, response.headers.get("x-two"),
      await response.text()];
  },
  props: ({ METHODS }) => METHODS.props(),
  async plainMethod({ BACK }) {
    return [await BACK.double(4), await outcome(BACK.double(1, 2))];
  },
  async spinningMethod({ METHODS }) {
    return [await outcome(METHODS.spin()), await METHODS.add(2, 3)];
  },
  async refused({ METHODS }) {
    return [await outcome(METHODS.echo(Symbol("s"))), await outcome(METHODS.echo(new WeakMap())),
      await outcome(METHODS.unserializable()), await outcome(METHODS.huge()),
      await outcome(METHODS.echo(new (class Foo {})())), await outcome(METHODS.echo(gone))];
  },
  async missingMethod({ MISSING, NOBODY }) {
    return [await outcome(MISSING.add(1, 2)), await outcome(NOBODY.add(1, 2))];
  },
  async overridden({ METHODS }) {
    // What a worker does to its own builtins is nobody else's business.
    const { then } = Promise.prototype;
    const saved = Array.prototype[Symbol.iterator];
    const push = Array.prototype.push;
    Promise.prototype.then = () => {
      throw new Error("then");
    };
    Array.prototype[Symbol.iterator] = Array.prototype.push = () => {
      throw new Error("array");
    };
    Object.defineProperty(Object.prototype, "value", { configurable: true, set() {
      throw new Error("setter");
    } });
    const call = METHODS.echo({ list: [1, 2] });
    Promise.prototype.then = then;
    const echoed = await call;
    delete Object.prototype.value;
    Array.prototype[Symbol.iterator] = saved;
    Array.prototype.push = push;
    return echoed;
  },
};

export default {
  async fetch(request, env, ctx) {
    if (request.headers.get("upgrade") === "websocket") return env.BACK.fetch(request);
    const scenario = scenarios[new URL(request.url).pathname.slice(1)];
    if (scenario === undefined) return new Response("no such scenario", { status: 404 });
    return Response.json((await scenario(env, ctx)) ?? null);
  },
};
