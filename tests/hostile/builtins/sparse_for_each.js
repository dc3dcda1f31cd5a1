// Visits the places of a sparse array of 2^32 - 1 places with a builtin.
// family: builtins
// outcome: exceededCpu

export default {
  fetch() {
    const sparse = [];
    sparse[2 ** 32 - 2] = 1;
    sparse.forEach(Object);
    return new Response("end");
  },
};
