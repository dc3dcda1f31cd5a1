// Reduces a builtin iterator with a builtin.
// family: builtins
// outcome: exceededCpu

export default {
  fetch() {
    [].values.call({ length: 2 ** 53 - 1 }).reduce(Math.max);
    return new Response("end");
  },
};
