// Groups the values of an endless builtin iterator in a map.
// family: builtins
// outcome: exceededCpu exceededMemory exception

export default {
  fetch() {
    Map.groupBy([].values.call({ length: 2 ** 53 - 1 }), Boolean);
    return new Response("end");
  },
};
