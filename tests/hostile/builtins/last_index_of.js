// Searches an array-like of 2^53 - 1 places from its end.
// family: builtins
// outcome: exceededCpu

export default {
  fetch() {
    Array.prototype.lastIndexOf.call({ length: 2 ** 53 - 1 }, 1);
    return new Response("end");
  },
};
