// WebSocket (WebSockets, section 3), with what Workers add to it: accept() and attachments.

import { TypedArrayPrototypeGetByteLength } from "../internal/primordials.js";
import { utf8Encode } from "native:encoding";
import { copyOctets } from "../internal/buffer_source.js";
import { List } from "../internal/lists.js";
import { inspectSymbol } from "../internal/inspect_hook.js";
import {
  clampedInteger,
  defineConstants,
  defineInterface,
  isBufferSource,
  requireArguments,
  toBufferSource,
  toUSVString,
  whereOf,
} from "../internal/webidl.js";
import { blobBytes, isBlob } from "../blob/blob.js";
import { domException } from "../errors/dom_exception.js";
import { EventTarget, defineEventHandler } from "../events/event_target.js";
import { structuredClone } from "../structured_clone/structured_clone.js";
import { requireProtocols, toProtocols, toSocketURL } from "./client_arguments.js";
import {
  CLOSED,
  CLOSING,
  CONNECTING,
  OPEN,
  SocketEnd,
  accept,
  bufferedAmount,
  closeEnd,
  connect,
  send,
} from "./socket_end.js";

const NAME = "WebSocket";
// Marks the constructor calls of this module.
const INTERNAL = {};
const MAX_REASON = 123;

// Opens a WebSocket to a server; what does so is no business of this folder's.
let connector;

function openSocket(end, protocols) {
  end.readyState = CONNECTING;
  end.isAccepted = true;
  connect(end, new SocketEnd(null));
  connector(end, protocols);
}

/**
 * Says what the constructor does.
 * @param {(end: SocketEnd, protocols: List) => void} fn `end` is connected to one that has no server yet
 */
export function setConnector(fn) {
  connector = fn;
}

let endOf;
let isWebSocket;

function toMessage(value, where) {
  if (isBufferSource(value)) return copyOctets(toBufferSource(value, where));
  if (isBlob(value)) return copyOctets(blobBytes(value));
  return toUSVString(value, where);
}

// [Clamp] unsigned short, of those that a server may send too.
function toCode(value, where) {
  const clamped = clampedInteger(value, where);
  const code = clamped < 0 ? 0 : clamped > 0xffff ? 0xffff : clamped;
  const isValid = (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) ||
    (code >= 3000 && code <= 4999);
  if (isValid) return code;
  throw domException(
    `${where}: found the code ${code}; expected 1000 to 1003, 1007 to 1014 or 3000 to 4999.`,
    "InvalidAccessError");
}

function toReason(value, where) {
  const reason = toUSVString(value, where);
  if (TypedArrayPrototypeGetByteLength(utf8Encode(reason)) > MAX_REASON) {
    throw domException(`${where}: the reason is longer than ${MAX_REASON} octets.`, "SyntaxError");
  }
  return reason;
}

/** One end of a WebSocket. */
export class WebSocket extends EventTarget {
  #end;
  // What serializeAttachment has kept, behind a box; null: nothing.
  #attachment = null;

  /**
   * @param {string} url
   * @param {string|string[]} [protocols]
   */
  constructor(url, protocols = undefined) {
    super();
    this.#end = new SocketEnd(this);
    if (url === INTERNAL) return;
    const where = whereOf(NAME);
    requireArguments(1, arguments.length, NAME);
    const list = protocols === undefined ? new List() : toProtocols(protocols, where);
    this.#end.url = toSocketURL(url, where);
    requireProtocols(list, where);
    openSocket(this.#end, list);
  }

  /** Workers' own: begins to show what comes, and to send. */
  accept() {
    accept(this.#end, whereOf(NAME, "accept"));
  }

  /** @param {string|BufferSource|Blob} data */
  send(data) {
    const end = this.#end;
    const where = whereOf(NAME, "send");
    requireArguments(1, arguments.length, NAME, "send");
    send(end, toMessage(data, where), where);
  }

  /**
   * @param {number} [code]
   * @param {string} [reason] at most 123 octets in UTF-8
   */
  close(code = undefined, reason = undefined) {
    const end = this.#end;
    const where = whereOf(NAME, "close");
    const number = code === undefined ? undefined : toCode(code, where);
    const text = reason === undefined ? "" : toReason(reason, where);
    closeEnd(end, number, text, where);
  }

  get readyState() {
    return this.#end.readyState;
  }

  /** @returns {string|null} null for one of a pair */
  get url() {
    return this.#end.url;
  }

  /** The subprotocol that the response to the handshake chose, or "". */
  get protocol() {
    return this.#end.protocol;
  }

  get extensions() {
    return this.#end.extensions;
  }

  /**
   * Octets that were sent and have not gone out yet; of one of a pair, 0 while it is open: see
   * bindings/fetch/README.md.
   */
  get bufferedAmount() {
    return bufferedAmount(this.#end);
  }

  /** @returns {"arraybuffer"|"blob"} what `data` is when octets come */
  get binaryType() {
    return this.#end.binaryType;
  }

  set binaryType(value) {
    const end = this.#end;
    const type = toUSVString(value);
    // An attribute ignores what is not in its enumeration.
    if (type === "arraybuffer" || type === "blob") end.binaryType = type;
  }

  /** Workers' own: keeps a copy of a value with the socket. */
  serializeAttachment(attachment) {
    this.#attachment;
    requireArguments(1, arguments.length, NAME, "serializeAttachment");
    this.#attachment = { __proto__: null, value: structuredClone(attachment) };
  }

  /** @returns {any} a copy of what serializeAttachment has kept, or null */
  deserializeAttachment() {
    const attachment = this.#attachment;
    return attachment === null ? null : structuredClone(attachment.value);
  }

  [inspectSymbol]() {
    const { readyState, url, protocol, extensions, binaryType } = this.#end;
    return { __proto__: null, readyState, url, protocol, extensions, binaryType };
  }

  static {
    endOf = (socket) => socket.#end;
    isWebSocket = (value) => typeof value === "object" && value !== null && #end in value;
  }
}
defineInterface(WebSocket, "WebSocket");
defineConstants(WebSocket, {
  CONNECTING,
  OPEN,
  CLOSING,
  CLOSED,
  READY_STATE_CONNECTING: CONNECTING,
  READY_STATE_OPEN: OPEN,
  READY_STATE_CLOSING: CLOSING,
  READY_STATE_CLOSED: CLOSED,
});
defineEventHandler(WebSocket, "open");
defineEventHandler(WebSocket, "message");
defineEventHandler(WebSocket, "error");
defineEventHandler(WebSocket, "close");

/** A WebSocket that is not connected to anything. */
export function newWebSocket() {
  return new WebSocket(INTERNAL);
}

/**
 * endOf(socket): its SocketEnd.
 * isWebSocket(value): whether the value is a WebSocket.
 */
export { endOf, isWebSocket };
