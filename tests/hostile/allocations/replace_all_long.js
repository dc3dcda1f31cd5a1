// Replaces each letter by a thousand.
// family: allocations
// outcome: exceededMemory exceededCpu exception
// limits: cpu_ms=500

export default {
  fetch() {
    "a".repeat(2 ** 20).replaceAll("a", "b".repeat(1000));
    return new Response("end");
  },
};
