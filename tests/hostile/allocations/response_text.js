// Answers with a string of half a gigabyte.
// family: allocations
// outcome: exceededMemory exceededCpu exception ok
// limits: cpu_ms=500

export default {
  fetch() {
    return new Response("a".repeat(2 ** 29 - 24));
  },
};
