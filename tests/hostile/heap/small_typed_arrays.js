// Keeps typed arrays that are small enough for the heap.
// family: heap
// outcome: exceededMemory exceededCpu
// limits: cpu_ms=500 memory_mb=64

export default {
  fetch() {
    const all = [];
    for (;;) all.push(new Uint8Array(60));
    return new Response("end");
  },
};
