// Fills an array of a billion places.
// family: allocations
// outcome: exceededMemory exceededCpu exception
// limits: cpu_ms=500

export default {
  fetch() {
    Array(1e9).fill();
    return new Response("end");
  },
};
