// Looks with a builtin for the last place of an array-like that is true.
// family: builtins
// outcome: exceededCpu

export default {
  fetch() {
    Array.prototype.findLastIndex.call({ length: 2 ** 53 - 1 }, Boolean);
    return new Response("end");
  },
};
