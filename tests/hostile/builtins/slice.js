// Copies 2^32 - 1 places of an array-like.
// family: builtins
// outcome: exceededCpu exceededMemory exception

export default {
  fetch() {
    Array.prototype.slice.call({ length: 2 ** 32 - 1 }, 0);
    return new Response("end");
  },
};
