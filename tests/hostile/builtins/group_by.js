// Groups the values of an endless builtin iterator with a builtin.
// family: builtins
// outcome: exceededCpu exceededMemory exception

export default {
  fetch() {
    Object.groupBy([].values.call({ length: 2 ** 53 - 1 }), Boolean);
    return new Response("end");
  },
};
