// Calls of the platform besides those of tests/web/api_calls.js, in the same manner.

import { call, get, make, set } from "./replaced.js";
import { add, failure, hex, newList, show, sleep, streamOf, textOf, utf8 } from "./texts.js";

const { construct } = Reflect;

function statics(name) {
  return get(globalThis, name);
}

function subtle() {
  return get(get(globalThis, "crypto"), "subtle");
}

export const moreCalls = {
  "parts of a URL"() {
    const url = make("URL", "http://u:p@h:81/a?b#c");
    set(url, "protocol", "https");
    set(url, "username", "x");
    set(url, "password", "y");
    set(url, "host", "i:82");
    set(url, "hostname", "j");
    set(url, "port", "83");
    set(url, "search", "?q=1&q=2");
    set(url, "hash", "d");
    const search = get(url, "searchParams");
    call(search, "set", "r", "3");
    call(search, "delete", "q", "1");
    return `${get(url, "href")} ${call(search, "has", "q", "2")} ${get(search, "size")} ` +
      `${get(call(search, "getAll", "q"), "length")} ` +
      `${get(call(statics("URL"), "parse", "b", "http://a/"), "href")} ` +
      `${call(make("URLSearchParams", [["a", "1"], ["b", "2"]]), "toString")}`;
  },

  "a pattern of a whole URL"() {
    const pattern = make("URLPattern", "https://:sub.example.com/:path*\\?q=*#:h");
    const found = call(pattern, "exec", "https://www.example.com/a/b?q=1#x");
    const other = make("URLPattern", { pathname: "/*", baseURL: "http://h/" });
    const matched = call(other, "exec", { pathname: "/x", baseURL: "http://h/" });
    return `${found.hostname.groups.sub} ${found.pathname.groups.path} ${found.search.groups[0]} ` +
      `${found.hash.groups.h} ${get(found.inputs, "length")} ${matched.inputs[0].pathname} ` +
      `${matched.pathname.groups[0]} ${get(other, "hostname")}`;
  },

  async "byte streams"() {
    let pulls = 0;
    const source = make("ReadableStream", {
      type: "bytes",
      autoAllocateChunkSize: 8,
      pull(controller) {
        const request = get(controller, "byobRequest");
        const view = get(request, "view");
        view[0] = 65 + pulls;
        if (++pulls === 3) {
          call(controller, "close");
          call(request, "respond", 0);
        } else if (pulls === 2) {
          const buffer = get(view, "buffer");
          call(request, "respondWithNewView", make("Uint8Array", buffer, get(view, "byteOffset"), 1));
        } else {
          call(request, "respond", 1);
        }
      },
    });
    const reader = call(source, "getReader", { mode: "byob" });
    const first = await call(reader, "read", make("Uint8Array", 4), { min: 2 });
    call(reader, "releaseLock");
    const twins = call(source, "tee");
    const texts = `${await textOf(twins[0])}${await textOf(twins[1])}`;
    return `${hex(first.value)} ${first.done} ${texts} ${get(source, "locked")}`;
  },

  async "streams of bytes of a kind"() {
    const fixed = make("FixedLengthStream", 3);
    const writer = call(get(fixed, "writable"), "getWriter");
    call(writer, "write", utf8("abc"));
    call(writer, "close");
    const text = await textOf(get(fixed, "readable"));
    const identity = make("IdentityTransformStream");
    const other = call(get(identity, "writable"), "getWriter");
    const written = call(other, "write", utf8("d"));
    const reader = call(get(identity, "readable"), "getReader", { mode: "byob" });
    const read = await call(reader, "read", make("Uint8Array", 1));
    await written;
    const encoded = call(streamOf("e\u20ac"), "pipeThrough", make("TextEncoderStream"));
    return `${text} ${hex(read.value)} ${await textOf(encoded)}`;
  },

  async "strategies and desired sizes"() {
    const seen = newList();
    const source = make("ReadableStream", {
      start(controller) {
        call(controller, "enqueue", utf8("abcd"));
        add(seen, get(controller, "desiredSize"));
      },
      cancel(reason) {
        add(seen, get(reason, "message"));
      },
    }, make("ByteLengthQueuingStrategy", { highWaterMark: 10 }));
    const transform = make("TransformStream", {
      start(controller) {
        add(seen, get(controller, "desiredSize"));
      },
      transform(chunk, controller) {
        call(controller, "enqueue", chunk);
        call(controller, "terminate");
      },
      flush() {
        add(seen, "flushed");
      },
    }, { highWaterMark: 2, size: () => 1 }, { highWaterMark: 3 });
    const reader = call(call(source, "pipeThrough", transform), "getReader");
    const first = await call(reader, "read");
    const last = await call(reader, "read");
    await get(reader, "closed");
    const sink = make("WritableStream", {
      write(chunk, controller) {
        call(controller, "error", make("Error", `no ${chunk}`));
      },
    }, { highWaterMark: 4 });
    const writer = call(sink, "getWriter");
    add(seen, get(writer, "desiredSize"));
    add(seen, await failure(() => call(writer, "write", "w")));
    add(seen, await failure(() => get(writer, "closed")));
    await call(make("WritableStream"), "abort", "why");
    return `${get(first.value, "length")} ${last.done} ${show(seen)}`;
  },

  async "forms and files"() {
    const form = make("FormData");
    const file = make("File", ["abc"], "f.txt", { type: "text/plain", lastModified: 1 });
    call(form, "append", "f", file);
    call(form, "set", "a", "1");
    call(form, "append", "a", "2");
    call(form, "delete", "b");
    const parsed = await call(make("Request", "http://h/", { method: "POST", body: form }), "formData");
    const seen = newList();
    const entries = call(parsed, "entries");
    for (let step = call(entries, "next"); !step.done; step = call(entries, "next")) {
      add(seen, step.value[0]);
    }
    const blob = make("Blob", ["a\r\nb", utf8("c"), file], { endings: "native", type: "A/b" });
    const found = call(parsed, "get", "f");
    return `${show(seen)} ${get(call(parsed, "getAll", "a"), "length")} ${get(found, "name")} ` +
      `${get(found, "type")} ${hex(await call(blob, "arrayBuffer"))} ${get(blob, "type")} ` +
      `${hex(await call(blob, "bytes"))} ${get(await call(make("Response", form), "blob"), "size") > 9}`;
  },

  async "requests in detail"() {
    const controller = make("AbortController");
    const request = make("Request", "http://h/?q", {
      method: "patch", body: utf8("x"), headers: [["a", "1"], ["b", "2"]], redirect: "manual",
      credentials: "omit", mode: "same-origin", cache: "no-store", integrity: "", keepalive: true,
      referrer: "", referrerPolicy: "origin", signal: get(controller, "signal"), duplex: "half",
      cf: { cacheTtl: 5 },
    });
    const other = make("Request", request, { method: "PUT", body: streamOf(utf8("y")) });
    call(controller, "abort", "stop");
    const response = make("Response", make("URLSearchParams", { a: "1" }));
    return `${get(request, "method")} ${get(request, "redirect")} ${get(request, "cache")} ` +
      `${get(get(request, "headers"), "constructor") === statics("Headers")} ` +
      `${get(get(other, "signal"), "reason")} ${await call(other, "text")} ` +
      `${get(request, "bodyUsed")} ${call(get(response, "headers"), "get", "content-type")} ` +
      `${get(await call(response, "formData"), "constructor") === statics("FormData")} ` +
      `${get(call(statics("Response"), "error"), "type")} ${get(make("Response"), "body")}`;
  },

  async "headers are read"() {
    const headers = make("Headers", make("Headers", { b: "2", a: "1" }));
    call(headers, "append", "set-cookie", "x=1");
    const seen = newList();
    const entries = call(headers, "entries");
    for (let step = call(entries, "next"); !step.done; step = call(entries, "next")) {
      add(seen, `${step.value[0]}=${step.value[1]}`);
    }
    const values = call(headers, "values");
    add(seen, call(values, "next").value);
    add(seen, call(headers, "getSetCookie")[0]);
    add(seen, await failure(() => call(headers, "set", "a", "b\r\nc")));
    return show(seen);
  },

  async "what signals do"() {
    const seen = newList();
    const AbortSignal = statics("AbortSignal");
    const reason = make("Error", "why");
    const aborted = call(AbortSignal, "abort", reason);
    add(seen, await failure(() => call(aborted, "throwIfAborted")));
    const controller = make("AbortController");
    const both = call(AbortSignal, "any", [get(controller, "signal"), call(AbortSignal, "timeout", 9e5)]);
    set(both, "onabort", () => add(seen, "onabort"));
    call(controller, "abort");
    add(seen, get(get(both, "reason"), "name"));
    add(seen, await failure(() => call(get(globalThis, "scheduler"), "wait", 9e5, { signal: both })));
    return show(seen);
  },

  async "events of all kinds"() {
    const seen = newList();
    const target = make("EventTarget");
    const listener = (event) => {
      add(seen, `${get(event, "type")} ${get(event, "defaultPrevented")} ${get(event, "eventPhase")}`);
      call(event, "preventDefault");
      call(event, "stopImmediatePropagation");
    };
    call(target, "addEventListener", "x", listener, { capture: true, passive: false });
    call(target, "addEventListener", "x", () => add(seen, "never"), true);
    const event = make("Event", "x", { cancelable: true, bubbles: true, composed: true });
    add(seen, call(target, "dispatchEvent", event));
    add(seen, get(call(event, "composedPath"), "length"));
    call(target, "removeEventListener", "x", listener, { capture: true });
    add(seen, get(make("ErrorEvent", "error", { message: "m", lineno: 3, error: 5 }), "lineno"));
    add(seen, get(make("CloseEvent", "close", { code: 1000, wasClean: true }), "code"));
    add(seen, get(make("ProgressEvent", "p", { loaded: 5, total: 10 }), "loaded"));
    const message = make("MessageEvent", "m", { data: 1, ports: [get(make("MessageChannel"), "port1")] });
    add(seen, get(get(message, "ports"), "length"));
    const promise = make("Promise", (done) => done(1));
    add(seen, get(make("PromiseRejectionEvent", "r", { promise, reason: 7 }), "reason"));
    add(seen, get(make("DOMException", "m", "N"), "name"));
    return show(seen);
  },

  async "clones in depth"() {
    const cyclic = { a: [1, , 3], b: make("Map", undefined), c: make("Set", undefined) };
    call(cyclic.b, "set", "k", cyclic);
    call(cyclic.c, "add", "v");
    const buffer = make("ArrayBuffer", 4);
    cyclic.d = buffer;
    const clone = call(globalThis, "structuredClone", cyclic, { transfer: [buffer] });
    const blob = call(globalThis, "structuredClone", make("Blob", ["xyz"]));
    const error = call(globalThis, "structuredClone", make("DOMException", "m", "DataCloneError"));
    const failed = await failure(() => call(globalThis, "structuredClone", { f() {} }));
    return `${get(clone.a, "length")} ${call(clone.b, "get", "k") === clone} ` +
      `${call(clone.c, "has", "v")} ${get(clone.d, "byteLength")} ${get(buffer, "byteLength")} ` +
      `${await call(blob, "text")} ${get(error, "name")} ${failed}`;
  },

  async "ports are sent"() {
    const outer = make("MessageChannel");
    const inner = make("MessageChannel");
    const arrived = make("Promise", (done) => {
      set(get(outer, "port2"), "onmessage", (event) => done(get(event, "ports")[0]));
    });
    call(get(outer, "port1"), "postMessage", { a: 1 }, [get(inner, "port2")]);
    const port = await arrived;
    const answered = make("Promise", (done) => {
      call(port, "addEventListener", "message", (event) => done(get(event, "data")));
    });
    call(port, "start");
    call(get(inner, "port1"), "postMessage", make("Date", 7));
    const date = await answered;
    call(port, "close");
    call(get(outer, "port1"), "close");
    return `${call(date, "getTime")}`;
  },

  async "files are read in every way"() {
    const seen = newList();
    const read = async (method, text) => {
      const reader = make("FileReader");
      const done = make("Promise", (resolve) => {
        call(reader, "addEventListener", "loadend", resolve);
      });
      call(reader, method, make("Blob", [text]));
      add(seen, get(reader, "readyState"));
      await done;
      return get(reader, "result");
    };
    add(seen, hex(await read("readAsArrayBuffer", "abc")));
    add(seen, await read("readAsBinaryString", "d"));
    const reader = make("FileReader");
    set(reader, "onabort", () => add(seen, "aborted"));
    call(reader, "readAsText", make("Blob", ["x"]), "latin1");
    call(reader, "abort");
    return show(seen);
  },

  async "symmetric keys"() {
    const seen = newList();
    const key = (algorithm, usages) =>
      call(subtle(), "importKey", "raw", make("Uint8Array", 16), algorithm, true, usages);
    const both = ["encrypt", "decrypt"];
    const iv = make("Uint8Array", 16);
    const cbc = { name: "AES-CBC", iv };
    add(seen, hex(await call(subtle(), "encrypt", cbc, await key("AES-CBC", both), utf8("a"))));
    const ctr = { name: "AES-CTR", counter: iv, length: 64 };
    add(seen, hex(await call(subtle(), "encrypt", ctr, await key("AES-CTR", both), utf8("a"))));
    const mac = await key({ name: "HMAC", hash: { name: "SHA-256" } }, ["sign", "verify"]);
    const signature = await call(subtle(), "sign", "HMAC", mac, utf8("a"));
    add(seen, await call(subtle(), "verify", "HMAC", mac, signature, utf8("a")));
    const wrapping = await key("AES-KW", ["wrapKey", "unwrapKey"]);
    const wrapped = await call(subtle(), "wrapKey", "raw", mac, wrapping, "AES-KW");
    add(seen, hex(wrapped));
    const again = await call(subtle(), "unwrapKey", "raw", wrapped, wrapping, "AES-KW",
      { name: "HMAC", hash: "SHA-1" }, true, ["sign"]);
    add(seen, get(again, "algorithm").hash.name);
    const jwk = await call(subtle(), "exportKey", "jwk", again);
    add(seen, `${jwk.kty} ${jwk.alg} ${jwk.key_ops[0]}`);
    const made = await call(subtle(), "generateKey", { name: "AES-GCM", length: 128 }, true, both);
    add(seen, get(await call(subtle(), "exportKey", "raw", made), "byteLength"));
    return show(seen);
  },

  async "keys that are agreed on"() {
    const seen = newList();
    const hkdf = { name: "HKDF", hash: "SHA-256", salt: utf8("s"), info: utf8("i") };
    const base = await call(subtle(), "importKey", "raw", utf8("k"), "HKDF", false, ["deriveBits"]);
    add(seen, hex(await call(subtle(), "deriveBits", hkdf, base, 64)));
    const agree = async (algorithm) => {
      const usages = ["deriveBits"];
      const one = await call(subtle(), "generateKey", algorithm, true, usages);
      const other = await call(subtle(), "generateKey", algorithm, true, usages);
      const bits = (own, peer) => call(subtle(), "deriveBits",
        { name: algorithm.name, public: peer.publicKey }, own.privateKey, 64);
      add(seen, hex(await bits(one, other)) === hex(await bits(other, one)));
      const der = await call(subtle(), "exportKey", "pkcs8", one.privateKey);
      add(seen, get(await call(subtle(), "importKey", "pkcs8", der, algorithm, false, usages), "type"));
      const jwk = await call(subtle(), "exportKey", "jwk", other.privateKey);
      const key = await call(subtle(), "importKey", "jwk", jwk, algorithm, true, usages);
      add(seen, get(key, "usages")[0]);
    };
    await agree({ name: "ECDH", namedCurve: "P-256" });
    await agree({ name: "X25519" });
    await agree({ name: "X448" });
    return show(seen);
  },

  async "RSA"() {
    const exponent = make("Uint8Array", [1, 0, 1]);
    const rsa = { name: "RSA-OAEP", hash: "SHA-1", modulusLength: 1024, publicExponent: exponent };
    const pair = await call(subtle(), "generateKey", rsa, true, ["encrypt", "decrypt"]);
    const oaep = { name: "RSA-OAEP", label: utf8("l") };
    const sealed = await call(subtle(), "encrypt", oaep, pair.publicKey, utf8("abc"));
    const opened = await call(subtle(), "decrypt", oaep, pair.privateKey, sealed);
    const jwk = await call(subtle(), "exportKey", "jwk", pair.privateKey);
    const key = await call(subtle(), "importKey", "jwk", jwk, rsa, false, ["decrypt"]);
    return `${hex(opened)} ${jwk.e} ${get(key, "type")} ${get(key, "algorithm").modulusLength}`;
  },

  async "digests of streams"() {
    const stream = construct(get(get(globalThis, "crypto"), "DigestStream"), ["SHA-256"]);
    await call(streamOf(utf8("abc")), "pipeTo", stream);
    return `${hex(await get(stream, "digest"))} ${get(stream, "bytesWritten")}`;
  },

  async "decompression in pieces"() {
    const seen = newList();
    const round = async (format) => {
      const packed = call(streamOf(utf8("text text text")), "pipeThrough", make("CompressionStream", format));
      const octets = await call(make("Response", packed), "bytes");
      const unpacked = call(streamOf(octets), "pipeThrough", make("DecompressionStream", format));
      add(seen, await textOf(unpacked));
    };
    await round("deflate");
    await round("deflate-raw");
    await round("gzip");
    await round("brotli");
    await round("zstd");
    const broken = call(streamOf(utf8("no")), "pipeThrough", make("DecompressionStream", "gzip"));
    add(seen, await failure(() => textOf(broken)));
    return show(seen);
  },

  async "timers with arguments"() {
    const seen = newList();
    await make("Promise", (done) => {
      call(globalThis, "setTimeout", (a, b) => {
        add(seen, `${a}${b}`);
        done();
      }, "1", "x", "y");
    });
    const told = make("Promise", (done) => call(globalThis, "addEventListener", "error", (event) => {
      call(event, "preventDefault");
      done(get(event, "message"));
    }, { once: true }));
    call(globalThis, "queueMicrotask", () => {
      throw make("Error", "in a microtask");
    });
    add(seen, await told);
    await sleep(1);
    return show(seen);
  },

  "what the platform says of itself"() {
    const performance = get(globalThis, "performance");
    return `${get(get(globalThis, "navigator"), "userAgent")} ` +
      `${typeof call(performance, "toJSON").timeOrigin} ${get(globalThis, "self") === globalThis} ` +
      `${call(globalThis, "btoa", call(globalThis, "atob", "aGk="))}`;
  },

  async "the console, in depth"() {
    const console = get(globalThis, "console");
    const cyclic = { name: "x", list: [1, [2, [3, [4]]]], nothing: null };
    cyclic.self = cyclic;
    call(console, "log", cyclic, [cyclic], make("Map", undefined), () => 1, Symbol.iterator, -0);
    call(console, "dir", { a: { b: { c: { d: 1 } } } }, { depth: 0, colors: false });
    call(console, "table", [{ a: 1, b: 2 }, { a: 3 }], ["a"]);
    call(console, "log", "%s %j %o %O %c!", "a", 2, [3], { d: 4 }, "color: red");
    call(console, "log");
    call(console, "log", make("AbortController"), get(make("MessageChannel"), "port1"));
    call(console, "log", make("Proxy", {}, {}), make("WeakMap", undefined), make("URLPattern", "http://h/"));
    call(console, "warn", make("Error", "outer", { cause: make("TypeError", "inner") }));
    call(console, "timeLog", "t");
    call(console, "countReset", "c");
    call(console, "groupCollapsed", "g");
    call(console, "groupEnd");
    return "logged";
  },
};
