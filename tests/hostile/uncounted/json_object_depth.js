// Reads JSON of ten million objects, each within the last.
// family: uncounted
// outcome: exceededMemory exceededCpu exception
// limits: cpu_ms=1000 memory_mb=64

export default {
  fetch() {
    JSON.parse("{\"a\":".repeat(1e7));
    return new Response("end");
  },
};
