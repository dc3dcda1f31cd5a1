// Sorts an array-like of 2^32 places.
// family: builtins
// outcome: exceededCpu exceededMemory exception

export default {
  fetch() {
    Array.prototype.sort.call({ length: 2 ** 32 });
    return new Response("end");
  },
};
