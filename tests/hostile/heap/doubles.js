// Keeps arrays of numbers that are no integers for ever.
// family: heap
// outcome: exceededMemory exceededCpu
// limits: cpu_ms=500 memory_mb=64

export default {
  fetch() {
    const all = [];
    for (;;) all.push(new Array(1000).fill(0.5));
    return new Response("end");
  },
};
