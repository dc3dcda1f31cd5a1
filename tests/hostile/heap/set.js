// Adds to a set for ever.
// family: heap
// outcome: exceededMemory exceededCpu exception
// limits: cpu_ms=500 memory_mb=64

export default {
  fetch() {
    const set = new Set();
    for (let i = 0; ; ++i) set.add(`${i}`);
    return new Response("end");
  },
};
