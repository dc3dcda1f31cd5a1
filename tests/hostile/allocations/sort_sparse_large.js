// Sorts an array-like of 2^27 places with a function.
// family: allocations
// outcome: exceededMemory exceededCpu exception
// limits: cpu_ms=2000

export default {
  fetch() {
    Array.prototype.sort.call({ length: 2 ** 27, 1: 2, 7: 1 }, () => 0);
    return new Response("end");
  },
};
