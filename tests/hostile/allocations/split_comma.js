// Splits a string of a hundred million commas.
// family: allocations
// outcome: exceededMemory exceededCpu exception
// limits: cpu_ms=500

export default {
  fetch() {
    ",".repeat(1e8).split(",");
    return new Response("end");
  },
};
