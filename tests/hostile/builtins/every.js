// Calls a function for every place of an array-like that has none.
// family: builtins
// outcome: exceededCpu

export default {
  fetch() {
    Array.prototype.every.call({ length: 2 ** 53 - 1 }, Object);
    return new Response("end");
  },
};
