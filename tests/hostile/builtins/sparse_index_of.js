// Searches a sparse array of 2^32 - 1 places.
// family: builtins
// outcome: exceededCpu ok

export default {
  fetch() {
    const sparse = [];
    sparse[2 ** 32 - 2] = 1;
    for (let i = 0; i < 1000; ++i) sparse.indexOf(2);
    return new Response("end");
  },
};
