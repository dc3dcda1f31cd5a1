// Flattens a large array ten thousand times over.
// family: allocations
// outcome: exceededMemory exceededCpu exception
// limits: cpu_ms=500

export default {
  fetch() {
    const large = Array(100000).fill(1);
    Array(10000).fill(large).flat();
    return new Response("end");
  },
};
