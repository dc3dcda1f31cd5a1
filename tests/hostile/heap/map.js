// Adds to a map for ever.
// family: heap
// outcome: exceededMemory exceededCpu exception
// limits: cpu_ms=500 memory_mb=64

export default {
  fetch() {
    const map = new Map();
    for (let i = 0; ; ++i) map.set(i, { i });
    return new Response("end");
  },
};
