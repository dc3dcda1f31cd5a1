// Reduces an array-like that has no place.
// family: builtins
// outcome: exceededCpu

export default {
  fetch() {
    Array.prototype.reduce.call({ length: 2 ** 53 - 1 }, Object, 0);
    return new Response("end");
  },
};
