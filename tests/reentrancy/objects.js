// Headers, requests, responses, forms, URLs.

import { assert, assertEquals, assertThrows } from "./assert.js";
import { asPrimitive, asText, attempt, detach, iterableOf, resizable, settles, utf8, withGetter }
  from "./reenter.js";

export const tests = {
  "headers whose init changes them": () => {
    const headers = new Headers();
    const init = { get a() {
      headers.append("x", "1");
      return "2";
    }, b: asText(() => headers.delete("x"), "3") };
    assertEquals([...new Headers(init)].length, 2);
  },

  "headers whose sequence is emptied while it is read": () => {
    const init = [["a", "1"], ["b", asText(() => init.splice(0), "2")], ["c", "3"]];
    assertEquals([...new Headers(init).keys()], ["a", "b"]);
  },

  "headers whose record loses a member while it is read": () => {
    const init = { get a() {
      delete init.b;
      return "1";
    }, b: "2", c: "3" };
    assertEquals([...new Headers(init).keys()], ["a", "c"]);
  },

  "headers that are changed while they are iterated": () => {
    const headers = new Headers({ a: "1", b: "2", c: "3" });
    const seen = [];
    for (const [name] of headers) {
      seen.push(name);
      headers.delete(name);
      if (seen.length < 10) headers.append(`d${seen.length}`, "x".repeat(1000));
    }
    assert(seen.length >= 3 && seen.length <= 10);
  },

  "headers that are changed by forEach": () => {
    const headers = new Headers({ a: "1", b: "2" });
    let count = 0;
    headers.forEach(() => {
      if (++count < 5) headers.append(`x${count}`, "1");
    });
    assert(count >= 2);
  },

  "append() whose value appends": () => {
    const headers = new Headers();
    headers.append("a", asText(() => headers.append("a", "inner"), "outer"));
    assertEquals(headers.get("a"), "inner, outer");
    headers.set(asText(() => headers.delete("a"), "b"), asText(() => headers.set("b", "x"), "y"));
    assertEquals([...headers], [["b", "y"]]);
  },

  "a request whose init makes requests": () => {
    const init = { get headers() {
      return new Request("http://b/", { method: "PUT" }).headers;
    }, get method() {
      attempt(() => new Request("http://c/", init));
      return "GET";
    } };
    let depth = 0;
    const guarded = withGetter({}, "method", () => {
      if (++depth < 5) new Request("http://c/", guarded);
    }, "PATCH");
    assertEquals(new Request("http://a/", guarded).method, "PATCH");
  },

  "a request whose init reads its body": async () => {
    const request = new Request("http://a/", { method: "POST", body: "x" });
    await settles(() => new Request(request, withGetter({}, "headers", () => {
      attempt(() => request.text());
    }, {})));
  },

  "a request whose init detaches its body": async () => {
    const body = utf8("abc");
    const init = withGetter({ method: "POST", body }, "signal", () => detach(body), null);
    await settles(() => new Request("http://a/", init).text(),
      (text) => text === "" || text === "abc");
  },

  "a request whose init shrinks its body": async () => {
    const body = resizable(64).fill(65);
    const init = { method: "POST", body, get redirect() {
      body.buffer.resize(2);
      return "follow";
    } };
    await settles(() => new Request("http://a/", init).text(), (text) => /^A*$/.test(text));
  },

  "a request whose URL becomes another while it is converted": () => {
    const request = new Request(asText(() => new Request("http://b/"), "http://a/"));
    assertEquals(request.url, "http://a/");
  },

  "a response whose init detaches its body": async () => {
    const body = utf8("abc");
    const init = withGetter({}, "status", () => detach(body), 200);
    await settles(() => new Response(body, init).text(), (text) => text === "" || text === "abc");
  },

  "a response whose init uses its stream": async () => {
    const stream = new ReadableStream({ type: "bytes", start: (it) => it.close() });
    const init = withGetter({}, "headers", () => stream.getReader(), {});
    await settles(() => new Response(stream, init).text());
  },

  "a response whose text makes responses": async () => {
    const response = new Response(asText(() => new Response("inner"), "outer"));
    assertEquals(await response.text(), "outer");
  },

  "a response keeps its octets": async () => {
    for (const octets of [utf8("abc"), utf8("abc").buffer, new DataView(utf8("abc").buffer)]) {
      const response = new Response(octets);
      detach(octets);
      assertEquals(await response.text(), "abc");
    }
  },

  "a response of octets that can be resized keeps them": async () => {
    const octets = resizable(3);
    octets.set(utf8("abc"));
    await settles(() => {
      const response = new Response(octets);
      octets.buffer.resize(0);
      return response.text();
    }, (text) => text === "abc");
  },

  "Response.json() whose toJSON makes responses": async () => {
    const value = { toJSON() {
      return { a: Response.json({ toJSON: () => 1 }).status };
    } };
    assertEquals(await Response.json(value).text(), '{"a":200}');
  },

  "bodyUsed while a body is read by its own source": async () => {
    let seen;
    const response = new Response(new ReadableStream({ pull(controller) {
      seen = [response.bodyUsed, response.body.locked];
      controller.close();
    } }, { highWaterMark: 0 }));
    await response.text();
    assertEquals(seen, [true, true]);
  },

  "formData() of a body that changes its headers": async () => {
    const response = new Response(new ReadableStream({ pull(controller) {
      response.headers.set("content-type", "text/plain");
      controller.enqueue(utf8("a=1"));
      controller.close();
    } }), { headers: { "content-type": "application/x-www-form-urlencoded" } });
    await settles(() => response.formData(), (form) => form.get("a") === "1");
  },

  "a form that is changed while it is iterated": () => {
    const form = new FormData();
    for (let i = 0; i < 5; ++i) form.append(`k${i}`, "v");
    const seen = [];
    for (const [name] of form) {
      seen.push(name);
      form.delete(name);
      if (seen.length < 20) form.set("new", new Blob(["x"]), "n");
    }
    assert(seen.length >= 3);
  },

  "append() to a form whose value appends": () => {
    const form = new FormData();
    form.append(asText(() => form.append("inner", "1"), "a"),
      asText(() => form.delete("inner"), "2"));
    assertEquals([...form], [["a", "2"]]);
    const file = asText(() => form.delete("a"), "f");
    form.append("b", new Blob(["x"]), file);
    assertEquals([...form.keys()], ["b"]);
  },

  "a URL whose parts set each other": () => {
    const url = new URL("http://h/p?q#f");
    url.pathname = asText(() => {
      url.href = "https://other/x";
    }, "/y");
    assertEquals(url.href, "https://other/y");
    url.search = asText(() => url.searchParams.append("b", "2"), "?a=1");
    assertEquals(url.search, "?a=1");
  },

  "a URL whose base makes URLs": () => {
    const url = new URL(asText(() => new URL("http://x/"), "../a"),
      asText(() => URL.parse("http://y/"), "http://h/b/c"));
    assertEquals(url.href, "http://h/a");
    assertEquals(URL.canParse(asText(() => URL.canParse("x"), "a"), "http://h/"), true);
  },

  "search parameters that are changed while they are iterated": () => {
    const { searchParams } = new URL("http://h/?a=1&b=2&c=3");
    const seen = [];
    for (const [name] of searchParams) {
      seen.push(name);
      searchParams.delete(name);
      if (seen.length < 10) searchParams.append(`x${seen.length}`, "y".repeat(500));
    }
    assert(seen.length >= 2);
  },

  "search parameters that are sorted while they are iterated": () => {
    const params = new URLSearchParams("c=1&b=2&a=3");
    const seen = [];
    for (const [name] of params) {
      seen.push(name);
      params.sort();
    }
    assertEquals(seen.length, 3);
  },

  "search parameters whose init changes itself": () => {
    const init = [["a", "1"], ["b", asText(() => init.splice(0), "2")], ["c", "3"]];
    assertEquals(String(new URLSearchParams(init)), "a=1&b=2");
    const record = { get a() {
      delete record.b;
      return "1";
    }, b: "2" };
    assertEquals(String(new URLSearchParams(record)), "a=1");
    const text = asText(() => new URLSearchParams("x"), "a=1");
    assertEquals(String(new URLSearchParams(text)).length > 0, true);
  },

  "search parameters whose arguments change the URL": () => {
    const url = new URL("http://h/?a=1");
    url.searchParams.append(asText(() => {
      url.search = "";
    }, "b"), "2");
    assertEquals(url.search, "?b=2");
    url.searchParams.set("b", asText(() => {
      url.href = "http://other/?b=9&b=8";
    }, "7"));
    assertEquals(url.href, "http://other/?b=7");
  },

  "a pattern whose members make patterns": () => {
    let depth = 0;
    const init = { get pathname() {
      if (++depth < 5) new URLPattern(init);
      return "/:a";
    }, get hostname() {
      return asText(() => new URLPattern("http://x/"), "h");
    } };
    const found = new URLPattern(init).exec({ hostname: "h", pathname: "/x" });
    assertEquals(found.pathname.groups.a, "x");
  },

  "a pattern that is executed while its input is read": () => {
    const pattern = new URLPattern({ pathname: "/(\\d+)" });
    const input = { get pathname() {
      assert(pattern.test({ pathname: "/7" }));
      return "/5";
    } };
    assertEquals(pattern.exec(input).pathname.groups[0], "5");
    assertEquals(pattern.test("/2", asText(() => pattern.exec("http://h/1"), "http://h/")), true);
  },

  "a pattern and a replaced RegExp.prototype.exec": () => {
    const { exec } = RegExp.prototype;
    try {
      RegExp.prototype.exec =
        () => Object.assign(["x".repeat(100)], { length: 2 ** 31, index: 2 ** 31 });
      assertEquals(new URLPattern({ pathname: "/(\\d+)" }).test({ pathname: "/5" }), true);
      assertEquals(new Headers({ "a-b": "c" }).get("A-B"), "c");
      assertThrows(() => new Headers({ "a b": "c" }), TypeError);
      assertEquals(new Response("x", { statusText: "OK" }).statusText, "OK");
    } finally {
      RegExp.prototype.exec = exec;
    }
  },

  "an exception whose arguments make exceptions": () => {
    const error = new DOMException(asText(() => new DOMException("x"), "m"),
      asText(() => new DOMException("y", "z"), "N"));
    assertEquals([error.message, error.name], ["m", "N"]);
    assert(structuredClone(error).name === "N");
  },

  "sequences whose iterator returns nonsense": async () => {
    const nonsense = [5, null, { next: 5 }, { next: () => 5 }, { next: () => ({ get done() {
      throw new RangeError("no");
    } }) }];
    for (const iterator of nonsense) {
      const iterable = { [Symbol.iterator]: () => iterator };
      await settles(() => new Headers(iterable));
      await settles(() => new Blob(iterable));
      await settles(() => new URLSearchParams(iterable));
      await settles(() => AbortSignal.any(iterable));
    }
  },

  "an iterable whose iterator changes with each item": async () => {
    const parts = iterableOf(["a", "b"], () => {
      parts[Symbol.iterator] = () => [][Symbol.iterator]();
    });
    assertEquals(await new Blob(parts).text(), "ab");
  },

  "a status that is converted while the response is made": () => {
    const response = new Response("x", { status: asPrimitive(() => new Response("y"), 201),
      statusText: asText(() => Response.error(), "Made") });
    assertEquals([response.status, response.statusText], [201, "Made"]);
  },
};
