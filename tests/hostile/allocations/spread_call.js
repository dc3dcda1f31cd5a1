// Calls a function with the holes of a large array.
// family: allocations
// outcome: exceededMemory exceededCpu exception
// limits: cpu_ms=500

export default {
  fetch() {
    const holes = new Array(3e7);
    Math.max(...holes);
    return new Response("end");
  },
};
