// Keeps the last letters of long strings that are otherwise forgotten.
// family: heap
// outcome: exceededMemory exceededCpu
// limits: cpu_ms=500 memory_mb=64

export default {
  fetch() {
    const all = [];
    for (let i = 0; ; ++i) all.push(`${i}${"x".repeat(10000)}`.replaceAll("x", "yz").slice(-20));
    return new Response("end");
  },
};
