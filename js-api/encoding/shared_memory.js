// SharedArrayBuffers, which other interfaces refuse and those of encoding take ([AllowShared]). What
// is in them is copied first, so that nobody changes it meanwhile.

import { typeName } from "native:runtime";
import {
  ArrayBufferIsView,
  DataViewPrototypeGetBuffer,
  TypedArrayPrototypeGetBuffer,
  TypedArrayPrototypeGetSymbolToStringTag,
} from "../internal/primordials.js";
import { copyOctets, isArrayBuffer } from "../internal/buffer_source.js";
import { toBufferSource } from "../internal/webidl.js";

// Workers have no global SharedArrayBuffer; its class is that of WebAssembly's shared memory.
function isSharedArrayBuffer(value) {
  return typeName(value) === "SharedArrayBuffer";
}

function bufferOf(view) {
  return TypedArrayPrototypeGetSymbolToStringTag(view) === undefined
    ? DataViewPrototypeGetBuffer(view)
    : TypedArrayPrototypeGetBuffer(view);
}

/** Whether the value is a SharedArrayBuffer, or a view of one. */
export function isShared(value) {
  const buffer = ArrayBufferIsView(value) ? bufferOf(value) : value;
  return !isArrayBuffer(buffer) && isSharedArrayBuffer(buffer);
}

/** AllowSharedBufferSource: the octets, as toBufferSource gives them, or a copy of shared ones. */
export function toSharedBufferSource(value, where) {
  return isShared(value) ? copyOctets(value) : toBufferSource(value, where);
}
