// Looks with a builtin for a place of an array-like that is true.
// family: builtins
// outcome: exceededCpu

export default {
  fetch() {
    Array.prototype.find.call({ length: 2 ** 53 - 1 }, Boolean);
    return new Response("end");
  },
};
