// Keeps symbols for ever.
// family: heap
// outcome: exceededMemory exceededCpu
// limits: cpu_ms=500 memory_mb=64

export default {
  fetch() {
    const all = [];
    for (let i = 0; ; ++i) all.push(Symbol(`symbol ${i}`));
    return new Response("end");
  },
};
