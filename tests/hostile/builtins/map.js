// Maps an array-like of 2^32 - 1 places that has none.
// family: builtins
// outcome: exceededCpu exception exceededMemory

export default {
  fetch() {
    Array.prototype.map.call({ length: 2 ** 32 - 1 }, Object);
    return new Response("end");
  },
};
