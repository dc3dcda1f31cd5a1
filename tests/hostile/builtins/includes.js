// Asks whether an array-like of 2^53 - 1 places includes a number.
// family: builtins
// outcome: exceededCpu

export default {
  fetch() {
    Array.prototype.includes.call({ length: 2 ** 53 - 1 }, 1);
    return new Response("end");
  },
};
