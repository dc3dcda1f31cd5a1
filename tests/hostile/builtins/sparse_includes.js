// Asks whether a sparse array of 2^32 - 1 places includes a number.
// family: builtins
// outcome: exceededCpu ok

export default {
  fetch() {
    const sparse = [];
    sparse[2 ** 32 - 2] = 1;
    sparse.includes(2);
    return new Response("end");
  },
};
