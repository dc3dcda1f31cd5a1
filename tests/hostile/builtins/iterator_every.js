// Calls a builtin for every value of a builtin iterator.
// family: builtins
// outcome: exceededCpu

export default {
  fetch() {
    [].values.call({ length: 2 ** 53 - 1 }).every(Object);
    return new Response("end");
  },
};
