// How the worker serves while everything is replaced: with nothing that can be.

import { call, get, make } from "./replaced.js";

function later(value) {
  return make("Promise", (done) => call(globalThis, "setTimeout", done, 1, value));
}

function utf8(text) {
  return call(make("TextEncoder"), "encode", text);
}

function countdown() {
  let left = 3;
  return make("ReadableStream", {
    pull(controller) {
      call(controller, "enqueue", utf8(`${left}`));
      if (--left === 0) call(controller, "close");
      return later(undefined);
    },
  });
}

function socket() {
  const pair = make("WebSocketPair");
  const own = pair[1];
  call(own, "accept");
  call(own, "addEventListener", "message", (event) => {
    const data = get(event, "data");
    call(own, "send", typeof data === "string" ? `echo ${data}` : data);
  });
  call(own, "addEventListener", "close", (event) => {
    call(get(globalThis, "console"), "log", "the socket was closed with", get(event, "code"));
  });
  return make("Response", null, { status: 101, webSocket: pair[0] });
}

async function logLater() {
  await later(undefined);
  call(get(globalThis, "console"), "log", "waited", make("Headers", { a: "1" }));
}

async function wait(ctx) {
  call(ctx, "waitUntil", later("done"));
  call(ctx, "waitUntil", logLater());
  await later(undefined);
  return make("Response", "waiting");
}

async function read(request) {
  return make("Response", `${await call(request, "text")}!`);
}

async function readForm(request) {
  return make("Response", `${call(await call(request, "formData"), "get", "a")}`);
}

let ticks = "";

export const handlers = {
  __proto__: null,

  fetch(request, env, ctx) {
    switch (get(make("URL", get(request, "url")), "pathname")) {
      case "/text":
        return make("Response", "ok", { headers: { "x-a": "1", "set-cookie": "c=1" } });
      case "/bytes":
        return later(make("Response", utf8("octets")));
      case "/json":
        return call(get(globalThis, "Response"), "json", { a: [1, "b"], c: null });
      case "/stream":
        return make("Response", countdown());
      case "/echo":
        return make("Response", get(request, "body"), { headers: get(request, "headers") });
      case "/read":
        return read(request);
      case "/form":
        return readForm(request);
      case "/wait":
        return wait(ctx);
      case "/socket":
        return socket();
      case "/throw":
        throw make("TypeError", "thrown 61");
      case "/reject":
        return make("Promise", (_, fail) => fail(make("Error", "rejected 62")));
      case "/nothing":
        return undefined;
      case "/ticks":
        return make("Response", ticks);
      default:
        return make("Response", "nothing here", { status: 404 });
    }
  },

  async scheduled(controller, env, ctx) {
    call(ctx, "waitUntil", later(undefined));
    await call(env.KV, "put", "tick", get(controller, "cron"));
    ticks += `${await call(env.KV, "get", "tick")} ${get(controller, "scheduledTime")};`;
  },
};
