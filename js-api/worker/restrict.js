// Takes from the global object what a worker must not have: memory that is shared, and waiting for
// it. Both are clocks (shared memory that another thread counts in, a wait that times out), and the
// clock of a worker stands still; see src/engine/turn.h.
//
// Code from strings is refused by the context itself (src/engine/isolate_impl.cc).

import {
  ObjectDefineProperty,
  ReflectDeleteProperty,
  ReflectGetOwnPropertyDescriptor,
} from "../internal/primordials.js";
import { fixedLengthClass } from "./shared_array_buffer.js";

const { Atomics } = globalThis;
ReflectDeleteProperty(Atomics, "wait");
ReflectDeleteProperty(Atomics, "waitAsync");

// Whether instances lead to a class of ours, in this heap.
let isRestricted = false;

function restrict(Native) {
  isRestricted = true;
  const { prototype } = Native;
  ReflectDeleteProperty(prototype, "grow");
  ObjectDefineProperty(prototype, "constructor",
    { __proto__: null, value: fixedLengthClass(Native), writable: true, configurable: true });
}

/**
 * Removes the global SharedArrayBuffer. Called in each isolate before code of the worker runs: V8
 * defines this global when it reads the snapshot. A WebAssembly.Memory may still be shared, as
 * modules built for threads want it; its `buffer` leads to a class whose instances do not grow.
 */
export function removeSharedMemory() {
  const descriptor = ReflectGetOwnPropertyDescriptor(globalThis, "SharedArrayBuffer");
  if (descriptor === undefined) return;
  if (!isRestricted) restrict(descriptor.value);
  ReflectDeleteProperty(globalThis, "SharedArrayBuffer");
}
