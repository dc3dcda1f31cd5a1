import { assert, assertEquals, assertThrows } from "./assert.js";

const nextMessage = (port) => new Promise((done) => {
  port.onmessage = done;
});
const nextTask = () => new Promise((done) => setTimeout(done));

// Made at the top level, as schedulers do.
const early = new MessageChannel();
let earlyError;
try {
  early.port1.postMessage(1);
} catch (error) {
  earlyError = error;
}

export const tests = {
  "a message is a copy, and comes in a task of its own": async () => {
    const { port1, port2 } = new MessageChannel();
    const value = { a: [1, "b"] };
    const seen = [];
    const message = nextMessage(port2);
    port1.postMessage(value);
    value.a = "changed";
    queueMicrotask(() => seen.push("microtask"));
    message.then(() => seen.push("message"));
    const event = await message;
    assertEquals(event.data, { a: [1, "b"] });
    assertEquals([seen, event.type, event.origin, event.lastEventId, event.source],
      [["microtask", "message"], "message", "", "", null]);
    assertEquals([event.target === port2, event.isTrusted, event.ports], [true, true, []]);
    assert(event instanceof MessageEvent && Object.isFrozen(event.ports));
    assertEquals(event.ports === event.ports, true);
  },

  "messages keep their order, and wait for start()": async () => {
    const { port1, port2 } = new MessageChannel();
    const seen = [];
    port2.addEventListener("message", ({ data }) => {
      seen.push(data);
      Promise.resolve().then(() => seen.push(`after ${data}`));
    });
    for (let i = 0; i < 3; ++i) port1.postMessage(i);
    await nextTask();
    assertEquals(seen, []);
    port2.start();
    port1.postMessage(3);
    await nextTask();
    assertEquals(seen, [0, "after 0", 1, "after 1", 2, "after 2", 3, "after 3"]);
  },

  "buffers and ports are moved": async () => {
    const outer = new MessageChannel();
    const inner = new MessageChannel();
    const buffer = new Uint8Array([1, 2]).buffer;
    inner.port1.postMessage("sent before");
    outer.port1.postMessage({ buffer, port: inner.port2 }, [buffer, inner.port2]);
    assertEquals(buffer.byteLength, 0);
    const { data, ports } = await nextMessage(outer.port2);
    assertEquals([new Uint8Array(data.buffer)[1], ports.length, ports[0] === data.port],
      [2, 1, true]);
    assert(data.port instanceof MessagePort && data.port !== inner.port2);
    assertEquals((await nextMessage(data.port)).data, "sent before");
    data.port.postMessage("back");
    assertEquals((await nextMessage(inner.port1)).data, "back");
    inner.port2.postMessage("into nothing");
  },

  "what cannot be sent is a DataCloneError": () => {
    const { port1, port2 } = new MessageChannel();
    const bad = [
      () => port1.postMessage(() => {}),
      () => port1.postMessage(port2),
      () => port1.postMessage(null, [port1]),
      () => port1.postMessage(null, [port2, port2]),
      () => port1.postMessage(null, { transfer: [{}] }),
      () => structuredClone({ port1 }),
    ];
    for (const call of bad) assertThrows(call, "DataCloneError", String(call));
    port2.close();
    assertThrows(() => port1.postMessage(null, [port2]), "DataCloneError");
    assertThrows(() => port1.postMessage(), TypeError);
    assertThrows(() => port1.postMessage(1, { transfer: 5 }), TypeError);
    assertThrows(() => new MessagePort(), TypeError);
    assertThrows(() => MessagePort.prototype.start.call({}), TypeError);
  },

  "structuredClone moves a port": async () => {
    const { port1, port2 } = new MessageChannel();
    const moved = structuredClone(port2, { transfer: [port2] });
    moved.postMessage("hello");
    assertEquals((await nextMessage(port1)).data, "hello");
  },

  "close ends the channel, and tells the other end": async () => {
    const { port1, port2 } = new MessageChannel();
    const seen = [];
    port2.onmessage = ({ data }) => seen.push(data);
    port2.onclose = ({ type }) => seen.push(type);
    port1.postMessage("first");
    port1.close();
    port1.postMessage("second");
    port2.postMessage("third");
    await nextTask();
    assertEquals(seen, ["first", "close"]);
    const other = new MessageChannel();
    other.port2.onmessage = () => seen.push("not delivered");
    other.port1.postMessage(1);
    other.port2.close();
    await nextTask();
    assertEquals(seen.length, 2);
  },

  "a channel of the top level can be used by requests": async () => {
    assertEquals(earlyError instanceof Error, true);
    early.port2.postMessage("now");
    assertEquals((await nextMessage(early.port1)).data, "now");
  },

  "an exception of a listener is reported": async () => {
    const { port1, port2 } = new MessageChannel();
    const errors = [];
    const onError = (event) => {
      errors.push(event.error);
      event.preventDefault();
    };
    addEventListener("error", onError);
    port2.onmessage = () => {
      throw 5;
    };
    port1.postMessage(1);
    await nextTask();
    removeEventListener("error", onError);
    assertEquals(errors, [5]);
  },

  "MessageEvents can be made": () => {
    const { port1 } = new MessageChannel();
    const event = new MessageEvent("x", { data: 1, origin: "o", lastEventId: "i", source: port1, ports: [port1] });
    assertEquals([event.data, event.origin, event.lastEventId, event.source === port1,
      event.ports[0] === port1], [1, "o", "i", true, true]);
    assertEquals(new MessageEvent("x").data, null);
    event.initMessageEvent("y", true, false, 2);
    assertEquals([event.type, event.bubbles, event.data, event.source, event.ports],
      ["y", true, 2, null, []]);
    assertThrows(() => new MessageEvent("x", { ports: [1] }), TypeError);
    assertThrows(() => new MessageEvent("x", { source: {} }), TypeError);
  },
};
