// Keeps arrays for ever.
// family: heap
// outcome: exceededMemory exceededCpu
// limits: cpu_ms=500 memory_mb=64

export default {
  fetch() {
    const all = [];
    for (;;) all.push(new Array(1000).fill(0));
    return new Response("end");
  },
};
