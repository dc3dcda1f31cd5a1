// Splits a string of the greatest length into its letters.
// family: allocations
// outcome: exceededMemory exceededCpu exception
// limits: cpu_ms=500

export default {
  fetch() {
    "a".repeat(2 ** 29 - 24).split("");
    return new Response("end");
  },
};
