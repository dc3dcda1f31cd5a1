// Makes a set of an endless iterator of the same value, all of it builtin.
// family: builtins
// outcome: exceededCpu

export default {
  fetch() {
    new Set([].values.call({ length: 2 ** 53 - 1 }));
    return new Response("end");
  },
};
