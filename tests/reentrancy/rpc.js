// Methods of another worker.

import { env } from "cloudflare:workers";
import { assert, assertEquals, assertRejects } from "./assert.js";
import { attempt, detach, resizable, settles, stateOf, utf8, withGetter } from "./reenter.js";

const { SELF } = env;

export const tests = {
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

  "methods: headers, requests and responses that are changed while they are sent": async () => {
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
};
