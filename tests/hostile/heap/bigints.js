// Keeps long numbers for ever.
// family: heap
// outcome: exceededMemory exceededCpu
// limits: cpu_ms=500 memory_mb=64

export default {
  fetch() {
    const all = [];
    for (let number = 1n << 10000n; ; ++number) all.push(number);
    return new Response("end");
  },
};
