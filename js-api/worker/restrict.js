// Takes from the global object what a worker must not have: memory that is shared, and waiting for
// it. Both are clocks (shared memory that another thread counts in, a wait that times out), and the
// clock of a worker stands still; see src/engine/turn.h.
//
// Code from strings is refused by the context itself (src/engine/isolate_impl.cc).

import { ReflectDeleteProperty, ReflectGetOwnPropertyDescriptor } from "../internal/primordials.js";

const { Atomics } = globalThis;
ReflectDeleteProperty(Atomics, "wait");
ReflectDeleteProperty(Atomics, "waitAsync");

/**
 * Removes the SharedArrayBuffer class. Called in each isolate before code of the worker runs: V8
 * defines this global when it reads the snapshot. A WebAssembly.Memory may still be shared, as
 * modules built for threads want it; its `buffer` no longer leads to the class.
 */
export function removeSharedMemory() {
  const descriptor = ReflectGetOwnPropertyDescriptor(globalThis, "SharedArrayBuffer");
  if (descriptor === undefined) return;
  ReflectDeleteProperty(descriptor.value.prototype, "constructor");
  ReflectDeleteProperty(descriptor.value.prototype, "grow");
  ReflectDeleteProperty(globalThis, "SharedArrayBuffer");
}
