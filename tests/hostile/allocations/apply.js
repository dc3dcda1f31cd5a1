// Calls a function with a hundred million arguments.
// family: allocations
// outcome: exceededMemory exceededCpu exception
// limits: cpu_ms=500

export default {
  fetch() {
    isNaN.apply(null, { length: 1e8 });
    return new Response("end");
  },
};
