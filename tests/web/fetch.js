import { assert, assertEquals, assertRejects, assertThrows } from "./assert.js";

const URL_ = "https://example.com/a?b";

function encode(text) {
  return new TextEncoder().encode(text);
}

function streamOf(...chunks) {
  return new ReadableStream({
    pull(controller) {
      if (chunks.length === 0) controller.close();
      else controller.enqueue(chunks.shift());
    },
  });
}

export const tests = {
  "headers are sorted, in lower case, and joined": () => {
    const headers = new Headers([["X-B", "1"], ["x-a", " 2 "], ["X-b", "3"]]);
    assertEquals([...headers], [["x-a", "2"], ["x-b", "1, 3"]]);
    assertEquals(headers.get("X-B"), "1, 3");
    assertEquals(headers.get("x-c"), null);
    headers.set("x-b", "4");
    headers.delete("X-A");
    assertEquals([...headers.keys()], ["x-b"]);
    assertEquals([...headers.values()], ["4"]);
    assertEquals(headers.has("X-a"), false);
  },

  "each Set-Cookie stays by itself": () => {
    const headers = new Headers();
    headers.append("Set-Cookie", "a=1");
    headers.append("accept", "x");
    headers.append("set-cookie", "b=2");
    assertEquals(headers.getSetCookie(), ["a=1", "b=2"]);
    assertEquals(headers.getAll("Set-Cookie"), ["a=1", "b=2"]);
    assertEquals(headers.get("set-cookie"), "a=1, b=2");
    assertEquals([...headers].length, 3);
    assertThrows(() => headers.getAll("accept"), TypeError);
  },

  "headers refuse what HTTP cannot carry": () => {
    for (const [name, value] of [["a b", "x"], ["", "x"], ["é", "x"], ["a", "x\ny"], ["a", "\0"],
      ["a", "\u0100"]]) {
      assertThrows(() => new Headers([[name, value]]), TypeError);
      assertThrows(() => new Headers({ [name]: value }), TypeError);
    }
    assertThrows(() => new Headers([["a"]]), TypeError);
    assertThrows(() => new Headers("a"), TypeError);
    assertThrows(() => new Headers(null), TypeError);
    assertEquals(new Headers({ a: "\r\n x\t" }).get("a"), "x");
  },

  "headers are made of headers, records and iterables": () => {
    const first = new Headers({ a: "1", B: "2" });
    assertEquals([...new Headers(first)], [["a", "1"], ["b", "2"]]);
    assertEquals([...new Headers(new Map([["c", "3"]]))], [["c", "3"]]);
    first[Symbol.iterator] = function* () {
      yield ["d", "4"];
    };
    assertEquals([...new Headers(first)], [["d", "4"]]);
  },

  "headers may change while they are iterated": () => {
    const headers = new Headers({ a: "1", c: "3" });
    const seen = [];
    for (const [name] of headers) {
      seen.push(name);
      if (name === "a") headers.set("b", "2");
    }
    assertEquals(seen, ["a", "b", "c"]);
  },

  "a response has the type of its body": () => {
    const typeOf = (body) => new Response(body).headers.get("content-type");
    assertEquals(typeOf("x"), "text/plain;charset=UTF-8");
    assertEquals(typeOf(new URLSearchParams("a=b")),
      "application/x-www-form-urlencoded;charset=UTF-8");
    assertEquals(typeOf(new Blob(["x"], { type: "text/html" })), "text/html");
    assertEquals(typeOf(new Blob(["x"])), null);
    assertEquals(typeOf(new Uint8Array(1)), null);
    assertEquals(typeOf(null), null);
    assert(typeOf(new FormData()).startsWith("multipart/form-data; boundary="));
    const own = new Response("x", { headers: { "Content-Type": "a/b" } });
    assertEquals(own.headers.get("content-type"), "a/b");
  },

  "responses do not share their headers": () => {
    const first = new Response("x");
    first.headers.set("content-type", "a/b");
    first.headers.set("x-y", "z");
    assertEquals([...new Response("x").headers], [["content-type", "text/plain;charset=UTF-8"]]);
    Response.json(1).headers.delete("content-type");
    assertEquals(Response.json(1).headers.get("content-type"), "application/json");
    new Response(null).headers.set("a", "b");
    assertEquals([...new Response(null).headers], []);
  },

  "a response's members": () => {
    const response = new Response("x", { status: 299, statusText: "Fine" });
    assertEquals([response.status, response.statusText, response.ok], [299, "Fine", true]);
    assertEquals([response.type, response.url, response.redirected], ["default", "", false]);
    assertEquals(new Response(null, { status: 404 }).ok, false);
    assertEquals(new Response().body, null);
    assertThrows(() => new Response("x", { status: 199 }), RangeError);
    assertThrows(() => new Response("x", { status: 600 }), RangeError);
    assertThrows(() => new Response("x", { statusText: "a\nb" }), TypeError);
    assertThrows(() => new Response("x", 5), TypeError);
    assertThrows(() => Response(), TypeError);
  },

  "a response that may have no body takes an empty one": async () => {
    for (const status of [204, 205, 304]) {
      assertEquals(new Response(null, { status }).body, null);
      assertEquals(new Response("", { status }).body, null);
      assertThrows(() => new Response("x", { status }), TypeError);
      assertThrows(() => new Response(streamOf(), { status }), TypeError);
    }
  },

  "Response.json, redirect and error": async () => {
    const json = Response.json({ a: [1] }, { status: 201, headers: { x: "y" } });
    assertEquals([json.status, json.headers.get("content-type"), json.headers.get("x")],
      [201, "application/json", "y"]);
    assertEquals(await json.json(), { a: [1] });
    assertThrows(() => Response.json(undefined), TypeError);
    const redirect = Response.redirect("http://a.b/ c", 307);
    assertEquals([redirect.status, redirect.headers.get("location")], [307, "http://a.b/%20c"]);
    assertThrows(() => redirect.headers.set("a", "b"), TypeError);
    assertThrows(() => Response.redirect("http://a.b", 200), RangeError);
    assertThrows(() => Response.redirect("/relative"), TypeError);
    const error = Response.error();
    assertEquals([error.type, error.status, error.ok, error.body], ["error", 0, false, null]);
  },

  "a body is read in every way": async () => {
    const text = '{"a":"é"}';
    for (const make of [() => text, () => encode(text), () => new Blob([text]),
      () => streamOf(encode(text.slice(0, 3)), encode(text.slice(3)))]) {
      assertEquals(await new Response(make()).text(), text);
      assertEquals(await new Response(make()).json(), { a: "é" });
      assertEquals(await new Response(make()).bytes(), encode(text));
      assertEquals(new Uint8Array(await new Response(make()).arrayBuffer()), encode(text));
      assertEquals(await (await new Response(make()).blob()).text(), text);
    }
    assertEquals(await new Response().text(), "");
    assertEquals((await new Response().bytes()).length, 0);
    await assertRejects(new Response().json(), SyntaxError);
    await assertRejects(new Response("{").json(), SyntaxError);
    assertEquals(await new Response("\uFEFFx\uD800").text(), "x\uFFFD");
  },

  "a body is read once": async () => {
    for (const body of ["x", streamOf(encode("x"))]) {
      const response = new Response(body);
      assertEquals(response.bodyUsed, false);
      await response.text();
      assertEquals(response.bodyUsed, true);
      await assertRejects(response.text(), TypeError);
      assertThrows(() => response.clone(), TypeError);
    }
    const none = new Response();
    await none.text();
    await none.text();
    assertEquals(none.bodyUsed, false);
  },

  "a locked stream is not read": async () => {
    const response = new Response("abc");
    const reader = response.body.getReader();
    await assertRejects(response.text(), TypeError);
    assertEquals(response.bodyUsed, false);
    assertEquals(new TextDecoder().decode((await reader.read()).value), "abc");
    assertEquals(response.bodyUsed, true);
    assertThrows(() => new Response(response.body), TypeError);
  },

  "a body is what it was when it was given": async () => {
    const bytes = new Uint8Array([65]);
    const response = new Response(bytes);
    bytes[0] = 66;
    assertEquals(await response.text(), "A");
    const blob = new Blob(["A"]);
    (await new Response(blob).bytes())[0] = 66;
    assertEquals(await blob.text(), "A");
  },

  "a stream that fails, and chunks that are no octets": async () => {
    const reason = new Error("why");
    const failing = new ReadableStream({ start: (controller) => controller.error(reason) });
    await assertRejects(new Response(failing).text(), reason);
    await assertRejects(new Response(streamOf("text")).text(), TypeError);
  },

  "a clone has the same body, and neither sees the other": async () => {
    for (const make of [() => "abc", () => encode("abc"), () => streamOf(encode("a"), encode("bc"))]) {
      const response = new Response(make(), { status: 203, headers: { a: "b" } });
      const clone = response.clone();
      clone.headers.set("a", "c");
      (await clone.bytes())[0] = 0;
      assertEquals(await response.text(), "abc");
      assertEquals([clone.status, response.headers.get("a")], [203, "b"]);
    }
  },

  "a response of another one's body": async () => {
    const first = new Response("abc", { status: 202, headers: { "x-a": "1" } });
    const second = new Response(first.body, first);
    assertEquals([second.status, second.headers.get("x-a")], [202, "1"]);
    assertEquals(await second.text(), "abc");
    assertEquals(first.bodyUsed, true);
  },

  "a blob has the type of the headers": async () => {
    const typeOf = async (type) =>
      (await new Response("x", { headers: { "content-type": type } }).blob()).type;
    assertEquals(await typeOf("Text/HTML; Charset=UTF-8"), "text/html;charset=UTF-8");
    assertEquals(await typeOf('a/b;c="d\\"e";f'), 'a/b;c="d\\"e"');
    assertEquals(await typeOf("nothing"), "");
    assertEquals(await typeOf("text/html;charset=x, text/html;a=b"), "text/html;a=b;charset=x");
  },

  "a form comes back as it was sent": async () => {
    const form = new FormData();
    form.append("a", "1\r\n");
    form.append('q"', "é");
    form.append("file", new File(["data"], "n.txt", { type: "text/x" }));
    const back = await new Response(form).formData();
    assertEquals([...back.keys()], ["a", 'q"', "file"]);
    assertEquals([back.get("a"), back.get('q"')], ["1\r\n", "é"]);
    const file = back.get("file");
    assertEquals([file.name, file.type, await file.text()], ["n.txt", "text/x", "data"]);
    const encoded = await new Response(new URLSearchParams("a=1&a=2+3")).formData();
    assertEquals(encoded.getAll("a"), ["1", "2 3"]);
    await assertRejects(new Response("a=1").formData(), TypeError);
  },

  "a request's members": () => {
    const request = new Request(URL_);
    assertEquals([request.method, request.url, request.body], ["GET", URL_, null]);
    assertEquals(
      [request.redirect, request.mode, request.credentials, request.cache, request.duplex],
      ["follow", "cors", "same-origin", "default", "half"]);
    assertEquals([request.referrer, request.integrity, request.keepalive], ["about:client", "", false]);
    assert(request.signal instanceof AbortSignal);
    assertEquals(request.cf, undefined);
    assertEquals(new Request(new URL("http://A.b")).url, "http://a.b/");
    assertEquals(new Request(URL_, { cf: { a: 1 } }).cf, { a: 1 });
  },

  "methods": () => {
    const methodOf = (method) => new Request(URL_, { method }).method;
    assertEquals(["get", "pOst", "patch", "Custom"].map(methodOf), ["GET", "POST", "patch", "Custom"]);
    for (const method of ["CONNECT", "trace", "TRACK", "a b", ""]) {
      assertThrows(() => methodOf(method), TypeError);
    }
  },

  "a request refuses what it cannot be": () => {
    for (const init of [{ body: "x" }, { method: "HEAD", body: "x" }, { mode: "navigate" },
      { mode: "x" }, { redirect: "x" }, { signal: {} }, { window: 1 }, { referrer: "http://[" },
      { cache: "only-if-cached" }, { duplex: "full" }, 5]) {
      assertThrows(() => new Request(URL_, init), TypeError);
    }
    for (const url of ["", "/a", "http://u:p@a.b/", "http://u@a.b/", "http://["]) {
      assertThrows(() => new Request(url), TypeError);
    }
    assertThrows(() => new Request(), TypeError);
  },

  "a request of a request takes its body": async () => {
    const first = new Request(URL_, { method: "POST", body: "abc", headers: { a: "b" } });
    const second = new Request(first, { headers: { c: "d" } });
    assertEquals([first.bodyUsed, second.bodyUsed, second.method], [true, false, "POST"]);
    assertEquals([second.headers.get("a"), second.headers.get("c")], [null, "d"]);
    assertEquals(await second.text(), "abc");
    assertThrows(() => new Request(first), TypeError);
    assertEquals(await new Request(first, { body: "new" }).text(), "new");
  },

  "a request with a stream needs no duplex": async () => {
    const request = new Request(URL_, { method: "PUT", body: streamOf(encode("ab"), encode("c")) });
    const clone = request.clone();
    assertEquals([await request.text(), await clone.text()], ["abc", "abc"]);
  },

  "a request follows the signal it is given": () => {
    const controller = new AbortController();
    const request = new Request(URL_, { signal: controller.signal });
    const copy = new Request(request);
    const clone = request.clone();
    assert(request.signal !== controller.signal);
    assertEquals([request.signal.aborted, copy.signal.aborted], [false, false]);
    controller.abort("why");
    assertEquals([request.signal.reason, copy.signal.reason, clone.signal.reason],
      ["why", "why", "why"]);
    assertEquals(new Request(request, { signal: null }).signal.aborted, false);
  },

  "signals abort in the order in which they were made to follow": () => {
    const controller = new AbortController();
    const request = new Request(URL_, { signal: controller.signal });
    const clone = request.clone();
    const seen = [];
    request.signal.onabort = () => seen.push("request");
    clone.signal.onabort = () => seen.push("clone");
    controller.abort();
    assertEquals(seen, ["request", "clone"]);
  },

  "a body that was read is locked": async () => {
    for (const body of ["text", encode("octets"), new Blob(["blob"]), streamOf(encode("stream"))]) {
      for (const read of ["text", "bytes", "blob"]) {
        if (body instanceof ReadableStream && read !== "text") continue;
        const response = new Response(body);
        const done = response[read]();
        assertEquals(response.body.locked, true);
        assertThrows(() => response.body.getReader(), TypeError);
        await done;
        assertEquals(response.body.locked, true);
        await assertRejects(response.body.cancel(), TypeError);
      }
    }
  },

  "what is on Object.prototype does not get between a body and its reader": async () => {
    const response = new Response(streamOf(encode("hello")));
    let calls = 0;
    Object.prototype.then = function (resolve) {
      ++calls;
      delete Object.prototype.then;
      resolve(encode("bye"));
    };
    try {
      assertEquals(await response.text(), "hello");
      assertEquals(calls, 0);
    } finally {
      delete Object.prototype.then;
    }
  },

  "the chunks of a clone are its own": async () => {
    const chunk = encode("chunk");
    const response = new Response(streamOf(chunk));
    const clone = response.clone();
    const [first, second] = await Promise.all([response.body.getReader().read(),
      clone.body.getReader().read()]);
    assertEquals(first.value === chunk, true);
    assertEquals(second.value, chunk);
    chunk[0] = 0;
    assertEquals(second.value, encode("chunk"));
  },

  "a chunk that has no copy breaks a clone": async () => {
    let reason;
    const response = new Response(new ReadableStream({
      pull(controller) {
        controller.enqueue(() => {});
      },
      cancel(why) {
        reason = why;
      },
    }));
    const clone = response.clone();
    for (const { body } of [response, clone]) {
      let error;
      await body.getReader().read().catch((e) => error = e);
      assertEquals(error?.name, "DataCloneError");
    }
    assertEquals(reason?.name, "DataCloneError");
  },

  "a record's name is looked at before its value is read": () => {
    const read = [];
    const record = { get a() { return read.push("a"); }, get "\u0100"() { return read.push("b"); } };
    assertThrows(() => new Headers(record), TypeError);
    assertEquals(read, ["a"]);
  },

  "members are where Web IDL has them": async () => {
    assertEquals([Headers.length, Request.length, Response.length], [0, 1, 0]);
    assertEquals(Object.prototype.toString.call(new Headers()), "[object Headers]");
    for (const [Class, name] of [[Request, "url"], [Response, "status"], [Response, "body"]]) {
      const { get, set, enumerable } = Object.getOwnPropertyDescriptor(Class.prototype, name);
      assertEquals([typeof get, typeof set, enumerable], ["function", "undefined", true]);
      assertThrows(() => get.call({}), TypeError);
    }
    await assertRejects(Response.prototype.text.call({}), TypeError);
    assertEquals(Headers.prototype.entries === Headers.prototype[Symbol.iterator], true);
  },
};
