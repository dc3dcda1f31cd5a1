// The class that shared memory of WebAssembly leads to.

import {
  ObjectDefineProperty,
  ReflectConstruct,
  ReflectGetOwnPropertyDescriptor,
  SymbolSpecies,
  TypeError,
} from "../internal/primordials.js";
import { isObject } from "../internal/webidl_objects.js";

/**
 * A class SharedArrayBuffer of what V8's own makes, of a fixed length: that memory is the isolate's
 * allocator's, which counts it and refuses what passes the limit. Memory for buffers that grow is
 * reserved without it.
 * @param {Function} Native V8's own; the class shares its prototype, so that all instances are of both
 */
export function fixedLengthClass(Native) {
  function SharedArrayBuffer(length) {
    if (new.target === undefined) {
      throw new TypeError("Constructor SharedArrayBuffer requires 'new'");
    }
    const options = arguments[1];
    if (isObject(options) && options.maxByteLength !== undefined) {
      throw new TypeError("Failed to construct 'SharedArrayBuffer': there is a maxByteLength; " +
        "expected none: shared memory of a worker does not grow");
    }
    return ReflectConstruct(Native, [length], new.target);
  }
  ObjectDefineProperty(SharedArrayBuffer, "prototype",
    { __proto__: null, value: Native.prototype, writable: false });
  ObjectDefineProperty(SharedArrayBuffer, SymbolSpecies,
    ReflectGetOwnPropertyDescriptor(Native, SymbolSpecies));
  return SharedArrayBuffer;
}
