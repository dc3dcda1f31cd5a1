// What the worker offers to itself by a service binding. Uses nothing that may have been replaced.

import { RpcTarget, WorkerEntrypoint } from "cloudflare:workers";
import { call, get, make } from "./replaced.js";

class Counter extends RpcTarget {
  #value;

  constructor(value) {
    super();
    this.#value = value;
  }

  add(by) {
    this.#value += by;
    return this.#value;
  }

  next() {
    return new Counter(this.#value + 1);
  }

  get value() {
    return this.#value;
  }
}

export class Methods extends WorkerEntrypoint {
  echo(value) {
    return value;
  }

  counter(value) {
    return new Counter(value);
  }

  async callBack(callback, value) {
    return await callback(value);
  }

  fail(message) {
    throw make("RangeError", message);
  }

  throwFunction() {
    throw () => "thrown";
  }

  async lengthOf(stream) {
    return get(await call(make("Response", stream), "arrayBuffer"), "byteLength");
  }

  stream() {
    return get(make("Response", "streamed"), "body");
  }

  get answer() {
    return 42;
  }

  async fetch(request) {
    const name = call(get(request, "headers"), "get", "upgrade");
    if (name === "websocket") {
      const pair = make("WebSocketPair");
      const socket = pair[1];
      call(socket, "accept");
      call(socket, "addEventListener", "message", (event) => {
        call(socket, "send", `echo ${get(event, "data")}`);
      });
      return make("Response", null, { status: 101, webSocket: pair[0] });
    }
    return make("Response", `${get(request, "method")} ${await call(request, "text")}`,
      { status: 202, headers: { "x-seen": "yes" } });
  }
}
