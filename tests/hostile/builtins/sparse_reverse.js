// Reverses a sparse array of 2^32 - 1 places.
// family: builtins
// outcome: exceededCpu exceededMemory

export default {
  fetch() {
    const sparse = [];
    sparse[2 ** 32 - 2] = 1;
    sparse.reverse();
    return new Response("end");
  },
};
