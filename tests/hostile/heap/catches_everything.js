// Keeps arrays and catches what ends it.
// family: heap
// outcome: exceededMemory exceededCpu
// limits: cpu_ms=500 memory_mb=64

export default {
  fetch() {
    const all = [];
    for (;;) {
      try {
        for (;;) all.push(new Array(1000).fill(0.5));
      } catch {
        all.push(1);
      }
    }
    return new Response("end");
  },
};
