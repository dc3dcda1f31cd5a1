// Writes a sparse array of 2^32 - 1 places as JSON.
// family: builtins
// outcome: exceededCpu exceededMemory exception

export default {
  fetch() {
    const sparse = [];
    sparse.length = 2 ** 32 - 1;
    JSON.stringify(sparse);
    return new Response("end");
  },
};
