// Joins 2^32 - 1 absent places with nothing between them.
// family: builtins
// outcome: exceededCpu exception exceededMemory

export default {
  fetch() {
    Array.prototype.join.call({ length: 2 ** 32 - 1 }, "");
    return new Response("end");
  },
};
