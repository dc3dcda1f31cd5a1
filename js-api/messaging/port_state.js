// What a MessagePort knows, apart from the class: messages may hold ports, and structured clone and
// MessageEvent look at them.

/** The state of one port. */
export class PortState {
  /** The MessagePort. */
  port;
  /** The state of the port at the other end; null when there is none, or no longer. */
  other = null;
  /** Whether the port was closed or transferred. */
  detached = false;
  /** Whether messages are delivered: start() was called, or onmessage set. */
  started = false;
  /** Messages that were not delivered yet, linked in their order; null when there is none. */
  first = null;
  last = null;

  constructor(port) {
    this.port = port;
  }
}

/** A message on its way. */
export class Message {
  data;
  /** A List of the MessagePorts that came with it. */
  ports;
  /** The state of the port that it is for. */
  target;
  /** The message after it. */
  next = null;
  /** Whether there is a task that will deliver it. */
  scheduled = false;
  delivered = false;

  constructor(data, ports, target) {
    this.data = data;
    this.ports = ports;
    this.target = target;
  }
}

// There is no port before the class.
let find = () => undefined;
let create;

/** Sets how portStateOf and createPort do it: message_port.js does, which has the class. */
export function setPortClass(stateOf, createOne) {
  find = stateOf;
  create = createOne;
}

/** @returns {PortState|undefined} undefined for what is no MessagePort */
export function portStateOf(value) {
  return find(value);
}

/** Whether the value is a MessagePort. */
export function isMessagePort(value) {
  return find(value) !== undefined;
}

/** @returns {MessagePort} one that nothing can be sent through yet */
export function createPort() {
  return create();
}

/** Makes two ports the ends of a channel. */
export function entangle(one, two) {
  find(one).other = find(two);
  find(two).other = find(one);
}

/**
 * Makes `receiver` the end of a channel that `port` is, which is of no use any more (HTML, section
 * 9.4.4: transfer and transfer-receiving steps).
 */
export function movePort(port, receiver) {
  const from = find(port);
  const to = find(receiver);
  to.other = from.other;
  if (to.other !== null) to.other.other = to;
  to.first = from.first;
  to.last = from.last;
  for (let message = to.first; message !== null; message = message.next) message.target = to;
  from.other = null;
  from.first = null;
  from.last = null;
  from.detached = true;
}
