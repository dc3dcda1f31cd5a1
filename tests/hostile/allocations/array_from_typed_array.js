// Makes an array of a hundred million octets.
// family: allocations
// outcome: exceededMemory exceededCpu exception
// limits: cpu_ms=500

export default {
  fetch() {
    Array.from(new Uint8Array(1e8));
    return new Response("end");
  },
};
