// Logs a sparse array and a typed array that have keys beside their places.
// family: logs
// outcome: ok exceededCpu exceededMemory

export default {
  fetch() {
    const sparse = [];
    sparse[2 ** 32 - 2] = 1;
    sparse.key = 1;
    const octets = new Uint8Array(1e7);
    octets.key = 1;
    console.log(sparse, octets);
    return new Response("end");
  },
};
