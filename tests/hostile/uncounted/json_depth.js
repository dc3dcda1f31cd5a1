// Reads JSON of fifty million brackets.
// family: uncounted
// outcome: exceededMemory exceededCpu exception
// limits: cpu_ms=1000 memory_mb=64

export default {
  fetch() {
    JSON.parse("[".repeat(5e7));
    return new Response("end");
  },
};
