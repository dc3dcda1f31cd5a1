// Makes an object that is no array of an array-like of 2^53 - 1 places.
// family: builtins
// outcome: exceededCpu exceededMemory exception

export default {
  fetch() {
    Array.from.call(Object, { length: 2 ** 53 - 1 });
    return new Response("end");
  },
};
