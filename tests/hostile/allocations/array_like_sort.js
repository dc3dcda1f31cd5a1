// Sorts an array-like of a billion places that has one.
// family: allocations
// outcome: exceededMemory exceededCpu exception
// limits: cpu_ms=500

export default {
  fetch() {
    Array.prototype.sort.call({ length: 2 ** 30, 5: 1 });
    return new Response("end");
  },
};
