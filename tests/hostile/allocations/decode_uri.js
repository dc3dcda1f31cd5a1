// Encodes a string that becomes nine times as long.
// family: allocations
// outcome: exceededMemory exceededCpu exception
// limits: cpu_ms=500

export default {
  fetch() {
    encodeURIComponent("\u0800".repeat(5e7));
    return new Response("end");
  },
};
