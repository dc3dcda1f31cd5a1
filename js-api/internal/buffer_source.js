// Reading the octets of a BufferSource (Web IDL) without running code of the worker.

import {
  ArrayBufferIsView,
  ArrayBufferPrototypeGetByteLength,
  DataViewPrototypeGetBuffer,
  DataViewPrototypeGetByteLength,
  DataViewPrototypeGetByteOffset,
  TypedArrayPrototypeGetBuffer,
  TypedArrayPrototypeGetByteLength,
  TypedArrayPrototypeGetByteOffset,
  TypedArrayPrototypeGetSymbolToStringTag,
  Uint8Array,
} from "./primordials.js";

/** Whether the value is an ArrayBuffer; false for every other kind of object. */
export function isArrayBuffer(value) {
  if (typeof value !== "object" || value === null) return false;
  try {
    ArrayBufferPrototypeGetByteLength(value);
    return true;
  } catch {
    return false;
  }
}

/**
 * The octets of an ArrayBuffer or of a view as a Uint8Array over the same memory; an empty one
 * when the buffer is detached or the view is out of its bounds.
 */
export function octetsOf(source) {
  if (!ArrayBufferIsView(source)) {
    try {
      return new Uint8Array(source);
    } catch {
      return new Uint8Array(0);
    }
  }
  try {
    if (TypedArrayPrototypeGetSymbolToStringTag(source) === undefined) {
      return new Uint8Array(
        DataViewPrototypeGetBuffer(source), DataViewPrototypeGetByteOffset(source),
        DataViewPrototypeGetByteLength(source));
    }
    return new Uint8Array(
      TypedArrayPrototypeGetBuffer(source), TypedArrayPrototypeGetByteOffset(source),
      TypedArrayPrototypeGetByteLength(source));
  } catch {
    return new Uint8Array(0);
  }
}

/** A copy of the octets in a buffer of their own. */
export function copyOctets(source) {
  // Not slice(), which asks the array's constructor for its species.
  return new Uint8Array(octetsOf(source));
}

/** A view of the octets from `start` to before `end`, which are within `bytes`. */
export function subarray(bytes, start, end) {
  return new Uint8Array(
    TypedArrayPrototypeGetBuffer(bytes), TypedArrayPrototypeGetByteOffset(bytes) + start,
    end - start);
}
