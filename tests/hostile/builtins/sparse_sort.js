// Sorts a sparse array of 2^32 - 1 places.
// family: builtins
// outcome: exceededCpu exceededMemory exception ok

export default {
  fetch() {
    const sparse = [3, 2];
    sparse[2 ** 32 - 2] = 1;
    sparse.sort();
    return new Response("end");
  },
};
