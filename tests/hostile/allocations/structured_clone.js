// Clones a list that holds a string of a hundred megabytes ten times.
// family: allocations
// outcome: exceededMemory exceededCpu exception
// limits: cpu_ms=500

export default {
  fetch() {
    const text = "a".repeat(5e7);
    structuredClone(Array.from({ length: 10 }, (_, i) => text + i));
    return new Response("end");
  },
};
