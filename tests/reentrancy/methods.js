// What rpc.js and network.js call as another worker.

import { RpcTarget, WorkerEntrypoint } from "cloudflare:workers";

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

  async take({ callback }) {
    return await callback();
  }
}

class Strange {}

function reasonOf(kind) {
  switch (kind) {
    case "object":
      return new Strange();
    case "symbol":
      return Symbol("s");
    case "null":
      return null;
    case "function":
      return () => "thrown";
    case "getter":
      return { get a() {
        throw new Strange();
      } };
    default:
      return undefined;
  }
}

export class Methods extends WorkerEntrypoint {
  echo(value) {
    return value;
  }

  counter(value) {
    return new Counter(value);
  }

  async callBack(callback) {
    return await callback();
  }

  async lengthOf(stream) {
    return (await new Response(stream).arrayBuffer()).byteLength;
  }

  length({ stream, body }) {
    return this.lengthOf(stream ?? body);
  }

  throwInAnswer(kind) {
    return { get a() {
      throw reasonOf(kind);
    } };
  }

  throwIt(kind) {
    throw reasonOf(kind);
  }

  thenable() {
    return { value: 1, get then() {
      return undefined;
    } };
  }

  async fetch(request) {
    if (request.headers.get("upgrade") === "websocket") {
      const [client, server] = Object.values(new WebSocketPair());
      server.accept();
      server.addEventListener("message", ({ data }) => server.send(data));
      return new Response(null, { status: 101, webSocket: client });
    }
    if (request.url.endsWith("/stream")) {
      return new Response(new ReadableStream({ async pull(controller) {
        await scheduler.wait(1);
        controller.enqueue(new Uint8Array(1000));
      } }));
    }
    return new Response(`${request.method} ${await request.text()}`);
  }
}
