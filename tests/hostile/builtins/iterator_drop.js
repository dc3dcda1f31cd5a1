// Drops 2^53 - 2 values of a builtin iterator.
// family: builtins
// outcome: exceededCpu

export default {
  fetch() {
    [].values.call({ length: 2 ** 53 - 1 }).drop(2 ** 53 - 2).next();
    return new Response("end");
  },
};
