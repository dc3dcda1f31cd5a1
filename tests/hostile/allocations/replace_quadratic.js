// Replaces each letter by all that went before it.
// family: allocations
// outcome: exceededMemory exceededCpu exception
// limits: cpu_ms=500

export default {
  fetch() {
    "a".repeat(2 ** 15).replace(/a/g, "$`");
    return new Response("end");
  },
};
