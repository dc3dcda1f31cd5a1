// Fills an array of thirty million numbers.
// family: allocations
// outcome: exceededMemory exceededCpu exception
// limits: cpu_ms=500

export default {
  fetch() {
    return new Response(String(new Array(3e7).fill(0.5).length));
  },
};
