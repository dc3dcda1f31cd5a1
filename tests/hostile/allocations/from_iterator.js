// Makes an array of the values of an endless builtin iterator.
// family: allocations
// outcome: exceededMemory exceededCpu exception
// limits: cpu_ms=2000

export default {
  fetch() {
    [].values.call({ length: 2 ** 53 - 1 }).toArray();
    return new Response("end");
  },
};
