// Looks with a builtin for a value of a builtin iterator.
// family: builtins
// outcome: exceededCpu

export default {
  fetch() {
    [].values.call({ length: 2 ** 53 - 1 }).find(Boolean);
    return new Response("end");
  },
};
