import { assert, assertEquals, assertThrows } from "./assert.js";

function domError(name) {
  return (error) => error instanceof DOMException && error.name === name;
}
function throwsDOM(name, call) {
  let thrown;
  try {
    call();
  } catch (error) {
    thrown = error;
  }
  assert(domError(name)(thrown), `expected a ${name}, found ${thrown}`);
}

// The next event of that type.
function next(target, type) {
  return new Promise((done) => target.addEventListener(type, done, { once: true }));
}

function acceptedPair() {
  const [one, other] = new WebSocketPair();
  one.accept();
  other.accept();
  return [one, other];
}

export const tests = {
  "a pair has two sockets": () => {
    const pair = new WebSocketPair();
    assertEquals(Object.keys(pair), ["0", "1"]);
    const [one, other] = Object.values(pair);
    assert(one instanceof WebSocket && other instanceof WebSocket && one !== other);
    assertEquals([...pair].length, 2);
    assertEquals(Object.prototype.toString.call(pair), "[object WebSocketPair]");
    assertEquals([one.readyState, one.url, one.protocol, one.extensions, one.binaryType],
      [WebSocket.OPEN, null, "", "", "blob"]);
  },

  "messages go from one end to the other, in their order and later": async () => {
    const [one, other] = acceptedPair();
    const seen = [];
    other.addEventListener("message", ({ data, target, isTrusted }) => {
      seen.push(data, target === other, isTrusted);
    });
    one.send("a");
    one.send(7);
    assertEquals(seen, []);
    await 0;
    await 0;
    assertEquals(seen, ["a", true, true, "7", true, true]);
  },

  "octets are copied, whatever they come in": async () => {
    const [one, other] = acceptedPair();
    const bytes = new Uint8Array([1, 2, 3, 4]);
    other.binaryType = "arraybuffer";
    one.send(bytes.subarray(1, 3));
    bytes.fill(9);
    const { data } = await next(other, "message");
    assert(data instanceof ArrayBuffer);
    assertEquals([...new Uint8Array(data)], [2, 3]);
    one.send(bytes.buffer);
    assertEquals((await next(other, "message")).data.byteLength, 4);
    other.binaryType = "blob";
    other.binaryType = "nonsense";
    one.send(new Blob(["xyz"]));
    const blob = (await next(other, "message")).data;
    assert(blob instanceof Blob);
    assertEquals(await blob.text(), "xyz");
  },

  "what is sent before accept() is kept": async () => {
    const [one, other] = new WebSocketPair();
    one.accept();
    one.send("early");
    one.close(3000, "and gone");
    const message = next(other, "message");
    const close = next(other, "close");
    other.accept();
    assertEquals((await message).data, "early");
    const { code, reason, wasClean } = await close;
    assertEquals([code, reason, wasClean], [3000, "and gone", true]);
    assertEquals(other.readyState, WebSocket.CLOSED);
  },

  "both ends hear of the close": async () => {
    const [one, other] = acceptedPair();
    const closes = [next(one, "close"), next(other, "close")];
    one.close(1000, "bye");
    assertEquals(one.readyState, WebSocket.CLOSING);
    assertThrows(() => one.send("x"), TypeError);
    one.close();
    const [first, second] = await Promise.all(closes);
    assertEquals([first.code, first.wasClean], [1000, true]);
    assertEquals([second.code, second.reason], [1000, "bye"]);
    assertEquals([one.readyState, other.readyState], [3, 3]);
    other.send("nobody hears it");
    other.close();
  },

  "a close without a code is 1005": async () => {
    const [one, other] = acceptedPair();
    const close = next(other, "close");
    one.close();
    assertEquals((await close).code, 1005);
  },

  "accept() comes first": () => {
    const [one] = new WebSocketPair();
    assertThrows(() => one.send("x"), TypeError);
    assertThrows(() => one.close(), TypeError);
    one.accept();
    one.accept();
  },

  "close() checks its arguments": () => {
    const [one] = acceptedPair();
    for (const code of [0, 999, 1004, 1005, 1006, 1015, 2999, 5000, 70000, NaN]) {
      throwsDOM("InvalidAccessError", () => one.close(code));
    }
    throwsDOM("SyntaxError", () => one.close(1000, "é".repeat(62)));
    assertEquals(one.readyState, WebSocket.OPEN);
  },

  "the attributes for handlers": async () => {
    const [one, other] = acceptedPair();
    const message = new Promise((done) => { other.onmessage = done; });
    const close = new Promise((done) => { other.onclose = done; });
    one.send("x");
    one.close();
    assertEquals((await message).data, "x");
    assertEquals((await close).type, "close");
    assertEquals(one.onopen, null);
  },

  "an attachment is a copy": () => {
    const [one] = new WebSocketPair();
    assertEquals(one.deserializeAttachment(), null);
    const value = { list: [1, new Date(0)] };
    one.serializeAttachment(value);
    value.list.push(2);
    assertEquals(one.deserializeAttachment().list.length, 2);
    assert(one.deserializeAttachment() !== one.deserializeAttachment());
    throwsDOM("DataCloneError", () => one.serializeAttachment(() => {}));
  },

  "a Response takes one with the status 101 alone": () => {
    const [webSocket] = new WebSocketPair();
    const response = new Response(null, { status: 101, webSocket });
    assertEquals([response.status, response.webSocket === webSocket], [101, true]);
    assertEquals(new Response(null, { webSocket: null }).webSocket, null);
    assertThrows(() => new Response(null, { webSocket }), RangeError);
    assertThrows(() => new Response(null, { status: 200, webSocket }), RangeError);
    assertThrows(() => new Response(null, { status: 101 }), RangeError);
    assertThrows(() => new Response(null, { status: 101, webSocket: {} }), TypeError);
    assertThrows(() => new Response("body", { status: 101, webSocket }), TypeError);
    assertThrows(() => response.clone(), TypeError);
  },

  "new WebSocket() checks its arguments": () => {
    for (const url of ["", "/relative", "ftp://a", "mailto:a", "ws://a/#fragment", "ws://a/#"]) {
      throwsDOM("SyntaxError", () => new WebSocket(url));
    }
    for (const protocols of ["", "a b", ["a", "a"], ["é"]]) {
      throwsDOM("SyntaxError", () => new WebSocket("ws://a", protocols));
    }
    assertThrows(() => new WebSocket(), TypeError);
    const socket = new WebSocket("https://a", ["one", "two"]);
    assertEquals([socket.url, socket.readyState, socket.protocol], ["wss://a/", 0, ""]);
    throwsDOM("InvalidStateError", () => socket.send("too early"));
    socket.close();
    assertEquals(socket.readyState, WebSocket.CLOSING);
    new WebSocket("ws://a", []).close();
  },

  "the constants": () => {
    assertEquals([WebSocket.CONNECTING, WebSocket.OPEN, WebSocket.CLOSING, WebSocket.CLOSED],
      [0, 1, 2, 3]);
    assertEquals(WebSocket.prototype.READY_STATE_CLOSED, 3);
  },

  "a MessageEvent": () => {
    const event = new MessageEvent("message", { data: 1, origin: "o", lastEventId: "i" });
    assertEquals([event.data, event.origin, event.lastEventId, event.source], [1, "o", "i", null]);
    assert(Object.isFrozen(event.ports) && event.ports === event.ports);
    assertEquals(new MessageEvent("x").data, null);
    assertThrows(() => new MessageEvent("x", { source: {} }), TypeError);
    assertThrows(() => new MessageEvent("x", { ports: [1] }), TypeError);
    event.initMessageEvent("y", true, false, 2);
    assertEquals([event.type, event.bubbles, event.data, event.origin], ["y", true, 2, ""]);
  },

  "a CloseEvent": () => {
    const event = new CloseEvent("close", { code: 65537, reason: "why", wasClean: 1 });
    assertEquals([event.code, event.reason, event.wasClean], [1, "why", true]);
    const plain = new CloseEvent("x");
    assertEquals([plain.code, plain.reason, plain.wasClean], [0, "", false]);
    assertThrows(() => new CloseEvent(), TypeError);
  },
};
