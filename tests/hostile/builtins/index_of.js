// Searches an array-like of 2^53 - 1 places for a number.
// family: builtins
// outcome: exceededCpu

export default {
  fetch() {
    Array.prototype.indexOf.call({ length: 2 ** 53 - 1 }, 1);
    return new Response("end");
  },
};
