// Writes a string as JSON that becomes six times as long.
// family: allocations
// outcome: exceededMemory exceededCpu exception
// limits: cpu_ms=500

export default {
  fetch() {
    JSON.stringify("\0".repeat(8e7));
    return new Response("end");
  },
};
