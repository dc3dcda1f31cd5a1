// Calls a builtin for some place of an array-like that has none.
// family: builtins
// outcome: exceededCpu

export default {
  fetch() {
    Array.prototype.some.call({ length: 2 ** 53 - 1 }, Object);
    return new Response("end");
  },
};
