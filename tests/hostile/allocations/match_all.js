// Makes a list of a hundred million matches.
// family: allocations
// outcome: exceededMemory exceededCpu exception
// limits: cpu_ms=500

export default {
  fetch() {
    "a".repeat(1e8).match(/a/g);
    return new Response("end");
  },
};
