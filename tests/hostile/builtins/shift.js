// Shifts an array-like of 2^53 - 1 places.
// family: builtins
// outcome: exceededCpu

export default {
  fetch() {
    Array.prototype.shift.call({ length: 2 ** 53 - 1 });
    return new Response("end");
  },
};
