// ArrayBuffers and their views, as the algorithms of byte streams use them (Streams, section 8.3).

import {
  ArrayBuffer,
  ArrayBufferIsView,
  ArrayBufferPrototypeGetByteLength,
  ArrayBufferPrototypeGetDetached,
  ArrayBufferPrototypeGetResizable,
  ArrayBufferPrototypeTransfer,
  BigInt64Array,
  BigUint64Array,
  DataView,
  DataViewPrototypeGetBuffer,
  DataViewPrototypeGetByteLength,
  DataViewPrototypeGetByteOffset,
  Float32Array,
  Float64Array,
  Int16Array,
  Int32Array,
  Int8Array,
  TypeError,
  TypedArrayPrototypeGetBuffer,
  TypedArrayPrototypeGetByteLength,
  TypedArrayPrototypeGetByteOffset,
  TypedArrayPrototypeGetSymbolToStringTag,
  TypedArrayPrototypeSet,
  Uint16Array,
  Uint32Array,
  Uint8Array,
  Uint8ClampedArray,
} from "../internal/primordials.js";
import { isArrayBuffer } from "../internal/buffer_source.js";
import { describe } from "../internal/webidl.js";

/** A kind of view: its constructor, and the octets of one element. */
class ViewType {
  View;
  elementSize;

  constructor(View, elementSize) {
    this.View = View;
    this.elementSize = elementSize;
  }
}

export const UINT8_ARRAY = new ViewType(Uint8Array, 1);
const DATA_VIEW = new ViewType(DataView, 1);
const VIEW_TYPES = {
  __proto__: null,
  BigInt64Array: new ViewType(BigInt64Array, 8),
  BigUint64Array: new ViewType(BigUint64Array, 8),
  Float32Array: new ViewType(Float32Array, 4),
  Float64Array: new ViewType(Float64Array, 8),
  Int16Array: new ViewType(Int16Array, 2),
  Int32Array: new ViewType(Int32Array, 4),
  Int8Array: new ViewType(Int8Array, 1),
  Uint16Array: new ViewType(Uint16Array, 2),
  Uint32Array: new ViewType(Uint32Array, 4),
  Uint8Array: UINT8_ARRAY,
  Uint8ClampedArray: new ViewType(Uint8ClampedArray, 1),
};
// Engines have it or not.
const { Float16Array } = globalThis;
if (Float16Array !== undefined) VIEW_TYPES.Float16Array = new ViewType(Float16Array, 2);

function isDataView(view) {
  return TypedArrayPrototypeGetSymbolToStringTag(view) === undefined;
}

/** The ViewType of a view. */
export function viewTypeOf(view) {
  const tag = TypedArrayPrototypeGetSymbolToStringTag(view);
  return tag === undefined ? DATA_VIEW : VIEW_TYPES[tag];
}

export function bufferOf(view) {
  return isDataView(view) ? DataViewPrototypeGetBuffer(view) : TypedArrayPrototypeGetBuffer(view);
}

// A DataView throws for its place in a buffer that is detached; a typed array says 0.
export function byteOffsetOf(view) {
  if (!isDataView(view)) return TypedArrayPrototypeGetByteOffset(view);
  return isDetached(DataViewPrototypeGetBuffer(view)) ? 0 : DataViewPrototypeGetByteOffset(view);
}

export function byteLengthOf(view) {
  if (!isDataView(view)) return TypedArrayPrototypeGetByteLength(view);
  return isDetached(DataViewPrototypeGetBuffer(view)) ? 0 : DataViewPrototypeGetByteLength(view);
}

export function isDetached(buffer) {
  return ArrayBufferPrototypeGetDetached(buffer);
}

/** TransferArrayBuffer: the same octets under a new buffer; TypeError where it cannot be detached. */
export function transferBuffer(buffer) {
  return ArrayBufferPrototypeTransfer(buffer);
}

export function byteLengthOfBuffer(buffer) {
  return ArrayBufferPrototypeGetByteLength(buffer);
}

/** A copy of `byteLength` octets, as a Uint8Array over a buffer of its own. */
export function copyOfRange(buffer, byteOffset, byteLength) {
  return new Uint8Array(new Uint8Array(buffer, byteOffset, byteLength));
}

/** CloneAsUint8Array. */
export function cloneAsUint8Array(view) {
  return copyOfRange(bufferOf(view), byteOffsetOf(view), byteLengthOf(view));
}

/** Copies octets between buffers. */
export function copyBytes(to, toOffset, from, fromOffset, byteLength) {
  TypedArrayPrototypeSet(
    new Uint8Array(to, toOffset, byteLength),
    new Uint8Array(from, fromOffset, byteLength),
  );
}

export function newBuffer(byteLength) {
  return new ArrayBuffer(byteLength);
}

/** ArrayBufferView (Web IDL), which may not be shared or resizable. */
export function toArrayBufferView(value, where) {
  if (!ArrayBufferIsView(value)) {
    throw new TypeError(
      `${where}: found ${describe(value)}; expected a typed array or a DataView.`,
    );
  }
  const buffer = bufferOf(value);
  if (!isArrayBuffer(buffer)) {
    throw new TypeError(`${where}: the view is over shared memory; expected an ArrayBuffer.`);
  }
  if (ArrayBufferPrototypeGetResizable(buffer)) {
    throw new TypeError(`${where}: the ArrayBuffer is resizable; expected one of a fixed length.`);
  }
  return value;
}
