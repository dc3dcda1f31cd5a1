// Answers with a hundred megabytes of text that is not ASCII.
// family: allocations
// outcome: exceededMemory exceededCpu exception ok
// limits: cpu_ms=500

export default {
  fetch() {
    return new Response("\u00fc".repeat(6e7));
  },
};
