// MessagePort (HTML, section 9.4.4). Both ends of a channel are in one isolate.
//
// A message is delivered by a task of the invocation that sent it, or of the one that starts the
// receiving port: it keeps that invocation open, counts towards its limits, and is what its timers
// are. A port by itself keeps nothing open. What the receiver had waited for goes on in its own
// asynchronous context, as after any promise.

import {
  defineInterface,
  illegalConstructor,
  requireArguments,
  toTransferList,
  whereOf,
} from "../internal/webidl.js";
import { requireInvocation } from "../internal/require_invocation.js";
import { domException } from "../errors/dom_exception.js";
import { Event } from "../events/event.js";
import { EventTarget, defineEventHandler, fireEvent, hasListeners } from "../events/event_target.js";
import { createMessageEvent } from "../events/message_event.js";
import { cloneWithTransfer } from "../structured_clone/clone_with_transfer.js";
import { queueTask } from "../timers/timers.js";
import { Message, PortState, portStateOf, setPortClass } from "./port_state.js";

const NAME = "MessagePort";
let isConstructing = false;

/** One end of a channel. */
export class MessagePort extends EventTarget {
  #state;

  constructor() {
    if (!isConstructing) illegalConstructor();
    super();
    this.#state = new PortState(this);
  }

  /**
   * Sends a copy of `message` to the other end.
   * @param {any} message
   * @param {object[]|{transfer?: object[]}} [options] the ArrayBuffers and MessagePorts to move
   *     instead
   * @throws {DOMException} a DataCloneError for what cannot be copied or moved
   */
  postMessage(message, options = undefined) {
    const state = this.#state;
    requireArguments(1, arguments.length, NAME, "postMessage");
    const where = whereOf(NAME, "postMessage");
    const transfer = toTransferList(options, where);
    let isDoomed = false;
    for (let i = 0; i < transfer.length; ++i) {
      const transferred = portStateOf(transfer[i]);
      if (transferred === undefined) continue;
      if (transferred === state) {
        throw domException(`${where}: the transfer list holds the port itself.`, "DataCloneError");
      }
      // A port that is sent through its own channel takes the message with it into nowhere.
      if (transferred === state.other) isDoomed = true;
    }
    const { value, ports } = cloneWithTransfer(message, transfer, where);
    const { other } = state;
    if (other === null || isDoomed) return;
    requireInvocation("messages are sent");
    send(new Message(value, ports, other));
  }

  /** Has messages delivered, those first that have arrived already. To set onmessage does it too. */
  start() {
    startPort(this.#state);
  }

  /** Ends the channel: nothing is sent or delivered any more. The other end gets a "close" event. */
  close() {
    closePort(this.#state);
  }

  static {
    setPortClass(
      (value) =>
        typeof value === "object" && value !== null && #state in value ? value.#state : undefined,
      createPort);
  }
}
defineInterface(MessagePort, NAME);
defineEventHandler(MessagePort, "close");
defineEventHandler(MessagePort, "message", (port) => startPort(portStateOf(port)));
defineEventHandler(MessagePort, "messageerror");

function createPort() {
  isConstructing = true;
  try {
    return new MessagePort();
  } finally {
    isConstructing = false;
  }
}

function schedule(message) {
  message.scheduled = queueTask(deliver, message);
}

function send(message) {
  const { target } = message;
  if (target.started) {
    schedule(message);
    // The invocation is over.
    if (!message.scheduled) return;
  }
  if (target.last === null) target.first = message;
  else target.last.next = message;
  target.last = message;
}

// Delivers a message, and those before it whose invocations have ended.
function deliver(message) {
  message.scheduled = false;
  while (!message.delivered) {
    const { target } = message;
    const { first } = target;
    if (first === null || !target.started) return;
    target.first = first.next;
    if (first.next === null) target.last = null;
    first.delivered = true;
    fireEvent(target.port,
      createMessageEvent("message", first.data, { __proto__: null, ports: first.ports }));
  }
}

function startPort(state) {
  if (state.started || state.detached) return;
  state.started = true;
  for (let message = state.first; message !== null; message = message.next) {
    if (!message.scheduled) schedule(message);
  }
}

function closePort(state) {
  if (state.detached) return;
  const { other } = state;
  state.detached = true;
  state.other = null;
  state.first = null;
  state.last = null;
  if (other === null) return;
  other.other = null;
  if (!hasListeners(other.port, "close")) return;
  queueTask(() => {
    if (!other.detached) fireEvent(other.port, new Event("close"));
  });
}
