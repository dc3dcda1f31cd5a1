// Repeats a letter half a billion times and flattens it.
// family: allocations
// outcome: exceededMemory exceededCpu exception ok
// limits: cpu_ms=500

export default {
  fetch() {
    return new Response(String(/b/.test("a".repeat(2 ** 29 - 24))));
  },
};
