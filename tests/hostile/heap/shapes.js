// Keeps objects that have each a shape of its own.
// family: heap
// outcome: exceededMemory exceededCpu
// limits: cpu_ms=500 memory_mb=64

export default {
  fetch() {
    const all = [];
    for (let i = 0; ; ++i) all.push({ [`a${i}`]: 1, [`b${i}`]: 2 });
    return new Response("end");
  },
};
