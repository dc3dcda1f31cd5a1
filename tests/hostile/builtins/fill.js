// Fills an array-like of 2^53 - 1 places.
// family: builtins
// outcome: exceededCpu exceededMemory

export default {
  fetch() {
    Array.prototype.fill.call({ length: 2 ** 53 - 1 }, 0);
    return new Response("end");
  },
};
