// StructuredSerializeWithTransfer and StructuredDeserializeWithTransfer (HTML, sections 2.7.7 and
// 2.7.8), in one step: nothing leaves the isolate.

import { structuredClone as nativeClone } from "native:runtime";
import { List, append } from "../internal/lists.js";
import { isArrayBuffer } from "../internal/buffer_source.js";
import { describe } from "../internal/webidl.js";
import { domException } from "../errors/dom_exception.js";
import { createPort, movePort, portStateOf } from "../messaging/port_state.js";
import { clonePlatformObject } from "./platform_objects.js";

function newDataCloneError(message) {
  return domException(message, "DataCloneError");
}

function indexOf(list, value) {
  for (let i = 0; i < list.length; ++i) {
    if (list[i] === value) return i;
  }
  return -1;
}

function requireUndetached(port, where) {
  if (!portStateOf(port).detached) return;
  throw newDataCloneError(`${where}: a MessagePort of the transfer list is closed or transferred.`);
}

/**
 * @param {any} value
 * @param {object[]} transfer the ArrayBuffers and MessagePorts that are moved instead of copied
 * @param {string} where how messages begin
 * @returns {{value: any, ports: List}} a deep copy, and the new ports in the order of those moved
 * @throws {DOMException} a DataCloneError
 */
export function cloneWithTransfer(value, transfer, where) {
  const buffers = new List();
  const ports = new List();
  for (let i = 0; i < transfer.length; ++i) {
    const item = transfer[i];
    if (isArrayBuffer(item)) {
      append(buffers, item);
    } else if (portStateOf(item) === undefined) {
      throw newDataCloneError(`${where}: item ${i} of the transfer list is ${describe(item)}; ` +
        "expected an ArrayBuffer or a MessagePort.");
    } else if (indexOf(ports, item) !== -1) {
      throw newDataCloneError(`${where}: a MessagePort is in the transfer list twice.`);
    } else {
      requireUndetached(item, where);
      append(ports, item);
    }
  }
  if (ports.length === 0) {
    const clone = nativeClone(value, buffers, clonePlatformObject, newDataCloneError);
    return { __proto__: null, value: clone, ports };
  }
  const receivers = new List();
  for (let i = 0; i < ports.length; ++i) append(receivers, createPort());
  const cloneObject = (object) => {
    const index = indexOf(ports, object);
    return index === -1 ? clonePlatformObject(object) : receivers[index];
  };
  const clone = nativeClone(value, buffers, cloneObject, newDataCloneError);
  for (let i = 0; i < ports.length; ++i) {
    // A getter may have closed it while the value was read.
    requireUndetached(ports[i], where);
    movePort(ports[i], receivers[i]);
  }
  return { __proto__: null, value: clone, ports: receivers };
}
