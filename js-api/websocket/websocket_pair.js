// WebSocketPair: Workers' own.

import { ArrayPrototypeSymbolIterator, ObjectDefineProperty, SymbolIterator }
  from "../internal/primordials.js";
import { defineInterface } from "../internal/webidl.js";
import { connect } from "./socket_end.js";
import { endOf, newWebSocket } from "./websocket.js";

function define(object, key, value) {
  ObjectDefineProperty(object, key,
    { __proto__: null, value, writable: true, enumerable: true, configurable: true });
}

/**
 * Two WebSockets that are connected to one another, as the properties 0 and 1: one for the client, which
 * gets it with `new Response(null, { status: 101, webSocket })`, and one for the worker, which calls
 * accept() on it.
 */
export class WebSocketPair {
  #sockets;

  constructor() {
    const first = newWebSocket();
    const second = newWebSocket();
    connect(endOf(first), endOf(second));
    this.#sockets = [first, second];
    define(this, "0", first);
    define(this, "1", second);
  }

  [SymbolIterator]() {
    return ArrayPrototypeSymbolIterator(this.#sockets);
  }
}
defineInterface(WebSocketPair, "WebSocketPair");
