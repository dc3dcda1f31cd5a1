// Calls of the whole platform that give a text each. They reach it only with get(), set(), call() and
// make() of replaced.js, so that every call of something that was replaced is the runtime's own.
// For the same reason they use no iteration, no destructuring of arrays and no regular expressions.

import { call, get, make, set } from "./replaced.js";

function utf8(text) {
  return call(make("TextEncoder"), "encode", text);
}

function newList() {
  return { __proto__: null, length: 0 };
}

function add(list, item) {
  list[list.length++] = item;
}

function show(list) {
  let text = "";
  for (let i = 0; i < list.length; ++i) text += `${i === 0 ? "" : "|"}${list[i]}`;
  return text;
}

// A stream of the texts, in octets.
function streamOf(first, second, options = undefined) {
  return make("ReadableStream", {
    start(controller) {
      call(controller, "enqueue", utf8(first));
      call(controller, "enqueue", utf8(second));
      call(controller, "close");
    },
    ...options,
  });
}

async function readAll(stream) {
  const reader = call(stream, "getReader");
  const decoder = make("TextDecoder");
  let text = "";
  for (;;) {
    const result = await call(reader, "read");
    if (result.done) return text;
    text += typeof result.value === "string" ? result.value
      : call(decoder, "decode", result.value);
  }
}

function sleep(millis) {
  return make("Promise", (done) => call(globalThis, "setTimeout", done, millis));
}

// A form with a field and a file.
function newForm() {
  const form = make("FormData");
  call(form, "append", "a", "1");
  call(form, "append", "b", make("Blob", new Blobs("x"), { type: "t/p" }), "n");
  return form;
}

// An iterable whose iterator is its own.
class Blobs {
  constructor(text) {
    this.text = text;
  }

  [Symbol.iterator]() {
    let isDone = false;
    const value = this.text;
    return {
      next() {
        if (isDone) return { value: undefined, done: true };
        isDone = true;
        return { value, done: false };
      },
    };
  }
}

/** Name -> what it answers. */
export const apiCalls = {
  url() {
    const url = make("URL", "../x?a=1&b=%20#h", "https://u:p@h:81/y/z");
    const search = get(url, "searchParams");
    call(search, "append", "c", "\u00e9");
    call(search, "delete", "a");
    call(search, "sort");
    set(url, "pathname", "/p q");
    const seen = newList();
    call(search, "forEach", (value, key) => add(seen, `${key}=${value}`));
    const entry = call(call(search, "entries"), "next").value;
    return `${get(url, "origin")} ${get(url, "href")} ${call(search, "toString")} ${show(seen)} ` +
      `${entry[0]} ${call(make("URL", "x:y"), "toJSON")} ` +
      `${call(get(globalThis, "URL"), "canParse", "nothing")} ` +
      `${call(make("URLSearchParams", { q: "1", r: "2" }), "toString")}`;
  },

  encoding() {
    const decoder = make("TextDecoder", " UTF-8 ", { fatal: true });
    const bytes = utf8("a\u20ac");
    const text = call(decoder, "decode", bytes, { stream: true }) + call(decoder, "decode");
    const into = call(make("TextEncoder"), "encodeInto", "\u00e9", bytes);
    return `${text} ${into.read} ${into.written} ` +
      `${call(globalThis, "atob", call(globalThis, "btoa", "x"))} ` +
      `${call(make("TextDecoder", "latin1"), "decode", utf8("\u00e9"))} ` +
      `${call(make("TextDecoder", "gbk"), "decode", utf8("\u00e9"), { stream: true })}`;
  },

  "url patterns"() {
    const pattern = make("URLPattern", { pathname: "/:a(\\d+)/*" }, { ignoreCase: true });
    const found = call(pattern, "exec", "/1/x", "http://h/");
    return `${get(pattern, "pathname")} ${get(pattern, "hasRegExpGroups")} ` +
      `${found.pathname.groups.a} ${found.inputs[1]} ${call(pattern, "test", { pathname: "/" })}`;
  },

  async compression() {
    const packer = make("CompressionStream", "gzip");
    const writer = call(get(packer, "writable"), "getWriter");
    call(writer, "write", utf8("text"));
    call(writer, "close");
    const unpacker = make("DecompressionStream", "gzip");
    const sides = {
      __proto__: null, readable: get(unpacker, "readable"), writable: get(unpacker, "writable"),
    };
    const text = call(get(packer, "readable"), "pipeThrough", sides);
    return await call(make("Response", text), "text");
  },

  headers() {
    const headers = make("Headers", { "X-A": "1", b: "2" });
    call(headers, "append", "x-a", "2");
    call(headers, "append", "Set-Cookie", "c=1");
    call(headers, "append", "Set-Cookie", "d=2");
    call(headers, "set", "b", "3");
    call(headers, "delete", "none");
    const copy = make("Headers", headers);
    const seen = newList();
    call(copy, "forEach", (value, key) => add(seen, `${key}:${value}`));
    const first = call(call(copy, "keys"), "next").value;
    return `${show(seen)} ${first} ${get(call(headers, "getSetCookie"), "length")} ` +
      `${call(headers, "has", "B")}`;
  },

  async "requests and responses"() {
    const request = make("Request", "http://h/", {
      method: "POST", body: "text", headers: { "x-y": "1" },
    });
    const copy = make("Request", call(request, "clone"), { headers: { "x-y": "2" } });
    const response = make("Response", "hello", {
      status: 201, statusText: "Made", headers: { "x-b": "3" },
    });
    const twin = call(response, "clone");
    const json = call(get(globalThis, "Response"), "json", { a: 1 });
    const redirect = call(get(globalThis, "Response"), "redirect", "http://x/");
    return `${get(request, "method")} ${call(get(copy, "headers"), "get", "x-y")} ` +
      `${await call(request, "text")} ${await call(copy, "text")} ` +
      `${get(response, "status")} ${get(response, "statusText")} ` +
      `${call(get(response, "headers"), "get", "X-B")} ${await call(response, "text")} ` +
      `${get(await call(twin, "arrayBuffer"), "byteLength")} ${(await call(json, "json")).a} ` +
      `${call(get(redirect, "headers"), "get", "location")} ` +
      `${await call(make("Response", streamOf("s1", "s2")), "text")} ` +
      `${get(await call(make("Response", utf8("xyz")), "bytes"), "length")}`;
  },

  async "what fails"() {
    const seen = newList();
    const attempt = async (use) => {
      try {
        await use();
        add(seen, "fine");
      } catch (error) {
        add(seen, get(error, "message"));
      }
    };
    await attempt(() => make("URL", "nothing"));
    await attempt(() => make("Headers", { "a b": "1" }));
    await attempt(() => make("Response", "x", { status: 9 }));
    await attempt(() => call(make("Response", "{"), "json"));
    await attempt(() => make("TextDecoder", "none"));
    await attempt(() => call(globalThis, "structuredClone", () => {}));
    await attempt(() => call(globalThis, "atob", "*"));
    await attempt(() => call(globalThis, "setTimeout", "code"));
    await attempt(() => call(call(make("ReadableStream", {
      start(controller) {
        call(controller, "error", make("TypeError", "broken"));
      },
    }), "getReader"), "read"));
    return show(seen);
  },

  async "blobs and forms"() {
    const blob = make("Blob", new Blobs("abc"), { type: "text/x" });
    const file = make("File", new Blobs(blob), "f.txt", { lastModified: 5 });
    const parsed = await call(make("Response", newForm()), "formData");
    const fields = make("URLSearchParams", "a=1&b=2");
    const plain = await call(make("Response", fields), "formData");
    const seen = newList();
    call(parsed, "forEach", (value, key) => add(seen, `${key}=${typeof value}`));
    return `${await call(call(blob, "slice", 1), "text")} ${get(file, "name")} ` +
      `${get(file, "lastModified")} ${await call(file, "text")} ${show(seen)} ` +
      `${call(plain, "get", "b")} ${await readAll(call(blob, "stream"))} ` +
      `${await call(call(parsed, "get", "b"), "text")}`;
  },

  async streams() {
    const twins = call(streamOf("a", "b"), "tee");
    const upper = make("TransformStream", {
      transform(chunk, controller) {
        call(controller, "enqueue", `<${chunk}>`);
      },
    });
    const decoded = call(streamOf("c", "d"), "pipeThrough", make("TextDecoderStream"));
    const piped = call(decoded, "pipeThrough", upper);
    const iterator = call(streamOf("e", "f"), "values");
    const first = await call(iterator, "next");
    const ended = await call(iterator, "return", 5);
    const written = newList();
    const sink = make("WritableStream", {
      write(chunk) {
        add(written, chunk);
      },
      close() {
        add(written, "closed");
      },
    }, make("CountQueuingStrategy", { highWaterMark: 2 }));
    const writer = call(sink, "getWriter");
    await get(writer, "ready");
    call(writer, "write", "w");
    await call(writer, "close");
    const byob = call(streamOf("ghij", "", { type: "bytes", start(controller) {
      call(controller, "enqueue", utf8("ghij"));
      call(controller, "close");
    } }), "getReader", { mode: "byob" });
    const filled = await call(byob, "read", make("Uint8Array", 3));
    const from = call(get(globalThis, "ReadableStream"), "from", new Blobs("k"));
    const cancelled = streamOf("x", "y");
    await call(cancelled, "cancel", "why");
    return `${await readAll(twins[0])} ${await readAll(twins[1])} ${await readAll(piped)} ` +
      `${get(first.value, "length")} ${ended.value} ${ended.done} ${show(written)} ` +
      `${get(filled.value, "length")} ${await readAll(from)}`;
  },

  async "pipes that fail"() {
    const broken = make("ReadableStream", {
      pull(controller) {
        call(controller, "error", make("Error", "source"));
      },
    });
    const seen = newList();
    const sink = make("WritableStream", {
      abort(reason) {
        add(seen, get(reason, "message"));
      },
    });
    try {
      await call(broken, "pipeTo", sink, { preventClose: true });
    } catch (error) {
      add(seen, get(error, "message"));
    }
    const controller = make("AbortController");
    const never = make("ReadableStream");
    const pipe = call(never, "pipeTo", make("WritableStream"), { signal: get(controller, "signal") });
    call(controller, "abort", make("Error", "aborted"));
    try {
      await pipe;
    } catch (error) {
      add(seen, get(error, "message"));
    }
    return show(seen);
  },

  async "events and signals"() {
    const seen = newList();
    const target = make("EventTarget");
    const controller = make("AbortController");
    const signal = get(controller, "signal");
    call(target, "addEventListener", "x", () => add(seen, "function"), { once: true, signal });
    call(target, "addEventListener", "x", { handleEvent: () => add(seen, "object") });
    call(target, "dispatchEvent", make("CustomEvent", "x", { detail: 1 }));
    set(signal, "onabort", (event) => add(seen, get(event, "type")));
    const any = call(get(globalThis, "AbortSignal"), "any", new Blobs(signal));
    call(any, "addEventListener", "abort", () => add(seen, "any"));
    call(controller, "abort");
    call(target, "dispatchEvent", make("Event", "x"));
    const late = call(get(globalThis, "AbortSignal"), "timeout", 1);
    await make("Promise", (done) => call(late, "addEventListener", "abort", done));
    add(seen, get(get(late, "reason"), "name"));
    return show(seen);
  },

  async "sockets"() {
    const seen = newList();
    const pair = make("WebSocketPair");
    const one = pair[0];
    const other = pair[1];
    call(one, "accept");
    call(other, "accept");
    set(other, "onmessage", (event) => add(seen, typeof get(event, "data")));
    const closed = make("Promise", (done) => call(other, "addEventListener", "close", done));
    call(one, "send", "text");
    call(one, "send", utf8("octets"));
    call(one, "serializeAttachment", { a: 1 });
    add(seen, call(one, "deserializeAttachment").a);
    call(one, "close", 3000, "bye");
    const event = await closed;
    add(seen, `${get(event, "code")} ${get(event, "reason")}`);
    const response = make("Response", null, { status: 101, webSocket: make("WebSocketPair")[0] });
    add(seen, get(get(response, "webSocket"), "readyState"));
    const message = make("MessageEvent", "message", { data: 1 });
    add(seen, get(message, "data") + get(get(message, "ports"), "length"));
    try {
      make("WebSocket", "https://a", new Blobs("one"));
    } catch (error) {
      add(seen, get(error, "name"));
    }
    return show(seen);
  },

  async "clones and timers"() {
    const value = { a: make("Date", 5), b: make("Uint8Array", 2), c: make("Error", "e") };
    const clone = call(globalThis, "structuredClone", value);
    const seen = newList();
    const cleared = call(globalThis, "setTimeout", () => add(seen, "never"), 1);
    call(globalThis, "clearTimeout", cleared);
    call(globalThis, "queueMicrotask", () => add(seen, "microtask"));
    const interval = call(globalThis, "setInterval", (step) => {
      add(seen, step);
      call(globalThis, "clearInterval", interval);
    }, 1, "interval");
    await sleep(3);
    await call(get(globalThis, "scheduler"), "wait", 1);
    return `${call(clone.a, "getTime")} ${get(clone.b, "length")} ${clone.c.message} ${show(seen)} ` +
      `${typeof call(get(globalThis, "performance"), "now")}`;
  },

  async "messages and errors"() {
    const seen = newList();
    const channel = make("MessageChannel");
    const port = get(channel, "port2");
    const arrived = make("Promise", (done) => set(port, "onmessage", done));
    const buffer = make("ArrayBuffer", 2);
    call(get(channel, "port1"), "postMessage", { a: 1, buffer }, { transfer: new Blobs(buffer) });
    const event = await arrived;
    add(seen, get(event, "data").a);
    call(port, "close");
    const told = make("Promise", (done) => call(globalThis, "addEventListener", "unhandledrejection",
      (rejection) => {
        call(rejection, "preventDefault");
        done(get(rejection, "reason"));
      }, { once: true }));
    call(get(globalThis, "Promise"), "reject", "lost");
    add(seen, await told);
    call(globalThis, "addEventListener", "error", (error) => {
      call(error, "preventDefault");
      add(seen, get(error, "message"));
    }, { once: true });
    call(globalThis, "reportError", make("Error", "told"));
    return show(seen);
  },

  async "marks and measures"() {
    const performance = get(globalThis, "performance");
    const seen = newList();
    const told = make("Promise", (done) => {
      const observer = make("PerformanceObserver", (list) => {
        call(observer, "disconnect");
        done(call(list, "getEntries")[1]);
      });
      call(observer, "observe", { type: "mark" });
      call(observer, "observe", { type: "measure", buffered: true });
    });
    call(performance, "mark", "a", { startTime: 1, detail: { x: 1 } });
    add(seen, get(call(performance, "measure", "b", { start: "a", duration: 2 }), "duration"));
    add(seen, get(await told, "name"));
    add(seen, call(performance, "getEntriesByName", "a").length);
    call(performance, "clearMarks");
    call(performance, "clearMeasures", "b");
    return show(seen);
  },

  async "files are read"() {
    const reader = make("FileReader");
    const done = make("Promise", (resolve) => set(reader, "onloadend", resolve));
    call(reader, "readAsDataURL", make("Blob", new Blobs("abc"), { type: "x/y" }));
    await done;
    const read = make("Promise", (resolve) => set(reader, "onload", resolve));
    const url = get(reader, "result");
    call(reader, "readAsText", make("Blob", new Blobs("abc")));
    await read;
    return `${url} ${get(reader, "result")}`;
  },

  async crypto() {
    const crypto = get(globalThis, "crypto");
    const octets = call(crypto, "getRandomValues", make("Uint8Array", 4));
    const digest = await call(get(crypto, "subtle"), "digest", "SHA-256", utf8("a"));
    return `${get(octets, "length")} ${call(crypto, "randomUUID").length} ` +
      `${make("Uint8Array", digest)[0]}`;
  },

  async cryptoKeys() {
    const subtle = get(get(globalThis, "crypto"), "subtle");
    const usages = make("Array", "encrypt", "decrypt", "wrapKey", "unwrapKey");
    const raw = make("Uint8Array", 16);
    const gcm = { name: "AES-GCM", iv: make("Uint8Array", 12) };
    const key = await call(subtle, "importKey", "raw", raw, "AES-GCM", true, usages);
    const sealed = await call(subtle, "encrypt", gcm, key, utf8("a"));
    const opened = await call(subtle, "decrypt", gcm, key, sealed);
    const jwk = await call(subtle, "exportKey", "jwk", key);
    const again = await call(subtle, "importKey", "jwk", jwk, gcm, true, usages);
    const wrapped = await call(subtle, "wrapKey", "jwk", again, key, gcm);
    const unwrapped =
      await call(subtle, "unwrapKey", "jwk", wrapped, key, gcm, "AES-GCM", true, usages);
    return `${make("Uint8Array", sealed)[0]} ${make("Uint8Array", opened)[0]} ${jwk.k} ` +
      `${get(unwrapped, "type")} ${get(unwrapped, "extractable")} ` +
      `${get(unwrapped, "algorithm").length} ${get(unwrapped, "usages").length}`;
  },

  async cryptoKeyPairs() {
    const subtle = get(get(globalThis, "crypto"), "subtle");
    const both = make("Array", "sign", "verify");
    const exponent = make("Uint8Array", 1);
    exponent[0] = 3;
    const list = newList();
    const check = async (algorithm, params) => {
      const pair = await call(subtle, "generateKey", algorithm, true, both);
      const signature = await call(subtle, "sign", params, pair.privateKey, utf8("a"));
      const der = await call(subtle, "exportKey", "spki", pair.publicKey);
      const key =
        await call(subtle, "importKey", "spki", der, algorithm, true, make("Array", "verify"));
      const jwk = await call(subtle, "exportKey", "jwk", key);
      add(list, `${jwk.kty} ${await call(subtle, "verify", params, key, signature, utf8("a"))}`);
    };
    await check({ name: "ECDSA", namedCurve: "P-256" }, { name: "ECDSA", hash: "SHA-256" });
    await check({ name: "Ed25519" }, "Ed25519");
    await check({ name: "Ed448" }, { name: "Ed448", context: utf8("c") });
    await check({ name: "ML-DSA-44" }, { name: "ML-DSA-44", context: utf8("c") });
    await check(
      { name: "RSA-PSS", hash: "SHA-256", modulusLength: 1024, publicExponent: exponent },
      { name: "RSA-PSS", saltLength: 32 });
    return show(list);
  },

  async encapsulatedKeys() {
    const subtle = get(get(globalThis, "crypto"), "subtle");
    const kem = { name: "ML-KEM-768" };
    const pair = await call(subtle, "generateKey", kem, true,
      make("Array", "encapsulateKey", "encapsulateBits", "decapsulateKey", "decapsulateBits"));
    const bits = await call(subtle, "encapsulateBits", kem, pair.publicKey);
    const opened = await call(subtle, "decapsulateBits", kem, pair.privateKey, bits.ciphertext);
    const usages = make("Array", "sign");
    const kmac = { name: "KMAC128", outputLength: 256, customization: utf8("c") };
    const made = await call(subtle, "encapsulateKey", kem, pair.publicKey, kmac, true, usages);
    const again = await call(subtle, "decapsulateKey", kem, pair.privateKey, made.ciphertext, kmac,
      true, usages);
    const mac = await call(subtle, "sign", kmac, made.sharedKey, utf8("a"));
    const other = await call(subtle, "sign", kmac, again, utf8("a"));
    const same = (a, b) => make("Uint8Array", a)[0] === make("Uint8Array", b)[0];
    return `${same(bits.sharedKey, opened)} ${same(mac, other)}`;
  },

  async modernDigests() {
    const subtle = get(get(globalThis, "crypto"), "subtle");
    const list = newList();
    const digest = async (algorithm) =>
      add(list, make("Uint8Array", await call(subtle, "digest", algorithm, utf8("a")))[0]);
    await digest("SHA3-256");
    await digest({ name: "cSHAKE128", outputLength: 64, functionName: utf8("f") });
    await digest({ name: "TurboSHAKE128", outputLength: 64 });
    await digest({ name: "KT256", outputLength: 64, customization: utf8("c") });
    const key = await call(subtle, "importKey", "raw-secret", utf8("a"), "Argon2id", false,
      make("Array", "deriveBits"));
    const bits = await call(subtle, "deriveBits",
      { name: "Argon2id", nonce: utf8("a nonce!"), memory: 8, passes: 1, parallelism: 1 }, key, 64);
    add(list, make("Uint8Array", bits)[0]);
    return show(list);
  },

  async derivedKeys() {
    const subtle = get(get(globalThis, "crypto"), "subtle");
    const key = await call(subtle, "importKey", "raw", utf8("a"), "PBKDF2", false,
      make("Array", "deriveKey", "deriveBits"));
    const pbkdf2 = { name: "PBKDF2", hash: "SHA-256", salt: utf8("b"), iterations: 1000 };
    const bits = await call(subtle, "deriveBits", pbkdf2, key, 128);
    const derived = await call(subtle, "deriveKey", pbkdf2, key, { name: "AES-KW", length: 128 },
      true, make("Array", "wrapKey"));
    const raw = await call(subtle, "exportKey", "raw", derived);
    return `${make("Uint8Array", bits)[0]} ${make("Uint8Array", raw)[0]}`;
  },

  console() {
    const console = get(globalThis, "console");
    const log = (...values) => call(console, "log", ...values);
    const list = make("Array", 1, 2, 3);
    log("text", 1, true, null, undefined, 5n, { a: { b: list } }, list);
    log(make("Map", undefined), make("Set", undefined), make("Date", 0), make("Uint8Array", 3));
    log("%s %d %i %f %o %%", "a", 1, 2, 3, { x: 1 });
    log(make("Error", "shown"), () => {}, class A {}, Symbol.iterator, new Blobs("x"));
    log(make("Headers", { a: "1" }), make("Request", "http://h/"), make("Response", "x"));
    log(make("URL", "http://h/"), make("Blob", new Blobs("x")), newForm(), make("ReadableStream"));
    log(call(get(globalThis, "Promise"), "resolve", 1), make("ArrayBuffer", 2), make("Event", "x"));
    call(console, "error", make("DOMException", "m", "AbortError"));
    call(console, "table", { a: { b: 1 } });
    call(console, "count", "c");
    call(console, "group", "g");
    call(console, "groupEnd");
    call(console, "time", "t");
    call(console, "timeEnd", "t");
    call(console, "assert", false, "no");
    call(console, "trace", "t");
    call(console, "dir", { a: 1 }, { depth: 1 });
    return "logged";
  },
};
