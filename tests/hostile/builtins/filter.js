// Filters an array-like that has no place.
// family: builtins
// outcome: exceededCpu

export default {
  fetch() {
    Array.prototype.filter.call({ length: 2 ** 53 - 1 }, Object);
    return new Response("end");
  },
};
