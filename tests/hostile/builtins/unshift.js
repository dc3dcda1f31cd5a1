// Puts something before an array-like of 2^53 - 2 places.
// family: builtins
// outcome: exceededCpu

export default {
  fetch() {
    Array.prototype.unshift.call({ length: 2 ** 53 - 2 }, 1);
    return new Response("end");
  },
};
