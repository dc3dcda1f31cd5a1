// Spreads a string of a hundred million letters.
// family: allocations
// outcome: exceededMemory exceededCpu exception
// limits: cpu_ms=500

export default {
  fetch() {
    return new Response(String([..."a".repeat(1e8)].length));
  },
};
