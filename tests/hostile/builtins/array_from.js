// Makes an array of an array-like of 2^32 - 1 places.
// family: builtins
// outcome: exceededCpu exceededMemory exception

export default {
  fetch() {
    Array.from({ length: 2 ** 32 - 1 });
    return new Response("end");
  },
};
