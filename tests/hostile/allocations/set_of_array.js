// Makes a set of the largest number of members, and one more.
// family: allocations
// outcome: exceededMemory exceededCpu exception
// limits: cpu_ms=4000 memory_mb=1000

export default {
  fetch() {
    const set = new Set();
    for (let i = 0; i < 2 ** 24 + 1; ++i) set.add(i);
    return new Response("end");
  },
};
