// SharedArrayBuffers, which other interfaces refuse and those of encoding take ([AllowShared]). What
// is in them is copied first, so that nobody changes it meanwhile.

import {
  ArrayBufferIsView,
  DataViewPrototypeGetBuffer,
  ReflectGetOwnPropertyDescriptor,
  TypedArrayPrototypeGetBuffer,
  TypedArrayPrototypeGetSymbolToStringTag,
  uncurryThis,
} from "../internal/primordials.js";
import { copyOctets, isArrayBuffer } from "../internal/buffer_source.js";
import { toBufferSource } from "../internal/webidl.js";

const byteLengthOf = uncurryThis(
  ReflectGetOwnPropertyDescriptor(SharedArrayBuffer.prototype, "byteLength").get);

function isSharedArrayBuffer(value) {
  if (typeof value !== "object" || value === null) return false;
  try {
    byteLengthOf(value);
    return true;
  } catch {
    return false;
  }
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
