// Keeps strings of letters of their own.
// family: heap
// outcome: exceededMemory exceededCpu
// limits: cpu_ms=500 memory_mb=64

export default {
  fetch() {
    const all = [];
    for (let i = 0; ; ++i) all.push(Array(100).fill(i).join(""));
    return new Response("end");
  },
};
