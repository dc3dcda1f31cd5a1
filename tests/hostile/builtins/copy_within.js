// Copies an array-like of 2^53 - 1 places within itself.
// family: builtins
// outcome: exceededCpu

export default {
  fetch() {
    Array.prototype.copyWithin.call({ length: 2 ** 53 - 1 }, 1, 0);
    return new Response("end");
  },
};
