// Keeps weak references to objects that this turn keeps alive.
// family: heap
// outcome: exceededMemory exceededCpu
// limits: cpu_ms=500 memory_mb=64

export default {
  fetch() {
    const all = [];
    for (;;) all.push(new WeakRef({}));
    return new Response("end");
  },
};
