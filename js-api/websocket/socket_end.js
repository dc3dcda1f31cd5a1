// One end of a WebSocket, and how messages go from one to the other. The two ends of a pair are both in
// the worker, until one of them is sent to the client as the response to its handshake: then what is
// sent to that end goes to the client, and what the client sends comes from it. In the same way the other
// end of a WebSocket that the worker has opened stands for the server.

import { close, read, sendBytes, sendText, takeEnd, takeMessage, upgrade } from "native:websocket";
import { utf8Encode } from "native:encoding";
import {
  PromiseResolve,
  SafeMap,
  TypeError,
  TypedArrayPrototypeGetBuffer,
  TypedArrayPrototypeGetByteLength,
} from "../internal/primordials.js";
import { List, append } from "../internal/lists.js";
import { then } from "../internal/promises.js";
import { createBlob } from "../blob/blob.js";
import { domException } from "../errors/dom_exception.js";
import { CloseEvent } from "../events/close_event.js";
import { ErrorEvent } from "../events/error_event.js";
import { Event } from "../events/event.js";
import { fireEvent, hasListeners } from "../events/event_target.js";
import { createMessageEvent } from "../events/message_event.js";

/** Values of readyState. */
export const CONNECTING = 0;
export const OPEN = 1;
export const CLOSING = 2;
export const CLOSED = 3;

// Status codes that no close frame has (RFC 6455, section 7.4.1).
const NO_STATUS = 1005;
const ABNORMAL = 1006;
const INTERNAL_ERROR = 1011;

const settled = PromiseResolve();
// Invocation -> the end that its client has.
const sent = new SafeMap();

// The binaryType of a new WebSocket.
let defaultBinaryType = "arraybuffer";

/** @param {"arraybuffer"|"blob"} type by the worker's compatibility date */
export function setDefaultBinaryType(type) {
  defaultBinaryType = type;
}

/** What is known of one end. */
export class SocketEnd {
  /** The WebSocket that shows it. */
  socket;
  /** The other SocketEnd. */
  peer = null;
  readyState = OPEN;
  binaryType = defaultBinaryType;
  url = null;
  protocol = "";
  extensions = "";
  /** Whether the worker has accept()ed it. */
  isAccepted = false;
  /** The invocation whose client has it; 0: none. */
  client = 0;
  /** The server that has it: {sendText, sendBytes, close, read, relay, buffered}; null: none. */
  server = null;
  hasClosed = false;
  isPeerClosed = false;
  /** Octets that were sent when nobody had the other end any more. */
  lost = 0;
  /** What came before anybody took it; null: nothing. */
  waiting = null;

  constructor(socket) {
    this.socket = socket;
  }
}

/** Makes a pair of two ends. */
export function connect(one, other) {
  one.peer = other;
  other.peer = one;
}

// What goes from one end to the other.
function messageOf(data) {
  return { __proto__: null, isClose: false, data };
}
function closeOf(code, reason, wasClean, error) {
  return { __proto__: null, isClose: true, code, reason, wasClean, error };
}

function dataFor(end, data) {
  if (typeof data === "string") return data;
  return end.binaryType === "blob" ? createBlob(data, "") : TypedArrayPrototypeGetBuffer(data);
}

function showMessage(end, data) {
  const { socket } = end;
  if (end.hasClosed || end.isPeerClosed || !hasListeners(socket, "message")) return;
  fireEvent(socket, createMessageEvent("message", dataFor(end, data)));
}

function showClose(end, code, reason, wasClean, error) {
  if (end.isPeerClosed) return;
  end.isPeerClosed = true;
  end.readyState = CLOSED;
  if (!end.hasClosed) {
    end.hasClosed = true;
    give(end.peer, closeOf(code, "", true, ""));
  }
  const { socket } = end;
  if (error !== "" && hasListeners(socket, "error")) {
    fireEvent(socket, new ErrorEvent("error", { __proto__: null, message: `WebSocket: ${error}.` }));
  }
  if (!hasListeners(socket, "close")) return;
  fireEvent(socket, new CloseEvent("close", { __proto__: null, code, reason, wasClean }));
}

function show(end, message) {
  if (message.isClose) {
    showClose(end, message.code, message.reason, message.wasClean, message.error);
  } else {
    showMessage(end, message.data);
  }
}

function giveToClient(end, message) {
  const { client } = end;
  if (message.isClose) {
    const code = message.code === ABNORMAL ? INTERNAL_ERROR : message.code;
    close(client, code === NO_STATUS ? undefined : code, message.reason);
  } else if (typeof message.data === "string") {
    sendText(client, message.data);
  } else {
    sendBytes(client, message.data);
  }
}

function giveToServer({ server }, message) {
  if (message.isClose) {
    const code = message.code === ABNORMAL ? INTERNAL_ERROR : message.code;
    server.close(code === NO_STATUS ? undefined : code, message.reason);
  } else if (typeof message.data === "string") {
    server.sendText(message.data);
  } else {
    server.sendBytes(message.data);
  }
}

// `message` has been sent to `end` by its peer.
function give(end, message) {
  if (end.client !== 0) {
    giveToClient(end, message);
  } else if (end.server !== null) {
    giveToServer(end, message);
  } else if (end.isAccepted) {
    then(settled, () => show(end, message));
  } else {
    end.waiting ??= new List();
    append(end.waiting, message);
  }
}

function giveWaiting(end) {
  const { waiting } = end;
  end.waiting = null;
  if (waiting === null) return;
  for (let i = 0; i < waiting.length; ++i) give(end, waiting[i]);
}

// Whoever has the other end may send.
function readFrom(end) {
  if (end.client !== 0) read(end.client);
  else if (end.server !== null) end.server.read();
}

/** Begins to show what comes from the other end. */
export function accept(end, where) {
  if (end.client !== 0) {
    throw new TypeError(
      `${where}: this WebSocket was sent with a Response; expected the other one of the pair.`);
  }
  if (end.isAccepted) return;
  end.isAccepted = true;
  giveWaiting(end);
  readFrom(end.peer);
}

function requireAccepted(end, where) {
  if (end.readyState === CONNECTING) {
    throw domException(`${where}: the WebSocket is not connected yet.`, "InvalidStateError");
  }
  if (end.isAccepted) return;
  throw new TypeError(`${where}: call accept() on this WebSocket first.`);
}

/**
 * Sends a message to the other end.
 * @param {SocketEnd} end
 * @param {string|Uint8Array} data octets that nobody else has
 */
export function send(end, data, where) {
  requireAccepted(end, where);
  if (end.hasClosed && !end.isPeerClosed) {
    throw new TypeError(`${where}: close() was called on this WebSocket.`);
  }
  // One whose other end has gone throws away what it is given.
  if (end.hasClosed) end.lost += sizeOf(data);
  else give(end.peer, messageOf(data));
}

function sizeOf(data) {
  return TypedArrayPrototypeGetByteLength(typeof data === "string" ? utf8Encode(data) : data);
}

/** Octets of what was sent to a server that wait here. */
export function bufferedAmount(end) {
  return end.lost + (end.peer?.server?.buffered ?? 0);
}

/** Begins to close. `code` is undefined when there is none. */
export function closeEnd(end, code, reason, where) {
  if (end.readyState === CONNECTING) return giveUp(end);
  requireAccepted(end, where);
  if (end.hasClosed) return;
  end.hasClosed = true;
  end.readyState = CLOSING;
  give(end.peer, closeOf(code ?? NO_STATUS, reason, true, ""));
  return undefined;
}

// It is closed before it was open.
function giveUp(end) {
  end.readyState = CLOSING;
  end.peer.server.abort();
  then(settled, () => failed(end, "the WebSocket was closed before it was connected"));
}

/**
 * The server has accepted the handshake of `end`.
 * @param {SocketEnd} end
 * @param {object} server what has the other end now
 * @param {string} protocol the subprotocol that was chosen, or ""
 */
export function opened(end, server, protocol) {
  end.readyState = OPEN;
  end.protocol = protocol;
  end.peer.server = server;
}

/** The server has accepted the handshake of a WebSocket that the constructor has begun. */
export function connected(end, server, protocol) {
  // close() was called.
  if (end.readyState !== CONNECTING) return server.close(undefined, "");
  opened(end, server, protocol);
  if (hasListeners(end.socket, "open")) fireEvent(end.socket, new Event("open"));
  giveWaiting(end);
  server.read();
  return undefined;
}

/** There is no connection. */
export function failed(end, error) {
  if (end.readyState !== CLOSED) showClose(end, ABNORMAL, "", false, error);
}

/**
 * Answers the handshake of an invocation's request with this end.
 * @param {SocketEnd} end
 * @param {Invocation} invocation stays open until the socket has closed, where it is told of it
 * @param {string} protocol the one that was chosen, or ""
 */
export function sendToClient(end, invocation, statusText, fields, protocol) {
  if (end.isAccepted || end.client !== 0) {
    throw new TypeError(
      end.isAccepted
        ? "The Response has a WebSocket on which accept() was called; expected the other one of the pair."
        : "The Response has a WebSocket that was sent with another Response already.");
  }
  const { id } = invocation;
  const { peer } = end;
  if (end.waiting === null && (peer.server?.relay(id, statusText, fields) ?? false)) {
    end.client = id;
    return;
  }
  end.client = id;
  end.protocol = protocol;
  peer.protocol = protocol;
  sent.set(id, end);
  invocation.hold();
  upgrade(id, statusText, fields);
  giveWaiting(end);
  if (peer.isAccepted || peer.client !== 0 || peer.server !== null) read(id);
  readFrom(peer);
}

// What whoever has `end` has sent goes to the other one.
function receive(end, data) {
  const { peer } = end;
  if (peer.client === 0 && peer.isAccepted) showMessage(peer, data);
  else give(peer, messageOf(data));
}

function receiveClose(end, message) {
  end.hasClosed = true;
  end.isPeerClosed = true;
  end.readyState = CLOSED;
  const { peer } = end;
  if (peer.client === 0 && peer.isAccepted) show(peer, message);
  else give(peer, message);
}

/** The server that has the other end of `end` has sent a message: a string, or octets. */
export function receiveFromServer(end, data) {
  receive(end.peer, data);
}

/** The connection to the server has ended. */
export function receiveServerEnd(end, code, reason, wasClean, error) {
  receiveClose(end.peer, closeOf(code, reason, wasClean, error));
}

/** The client of an invocation has sent a message. */
export function receiveMessage(id) {
  const end = sent.get(id);
  const data = takeMessage(id);
  if (end !== undefined && data !== false) receive(end, data);
}

/** The WebSocket of an invocation has ended. */
export function receiveEnd(id) {
  const end = sent.get(id);
  const { 0: code, 1: reason, 2: clean, 3: error } = takeEnd(id);
  if (end === undefined || code === undefined) return;
  sent.delete(id);
  receiveClose(end, closeOf(+code, reason, clean !== "", error));
}

/** The invocation is over; so is the socket of its client, if it has one. */
export function forgetClient(id) {
  const end = sent.get(id);
  if (end === undefined) return;
  sent.delete(id);
  end.readyState = CLOSED;
  end.peer.readyState = CLOSED;
  end.peer.hasClosed = true;
  end.peer.isPeerClosed = true;
}
