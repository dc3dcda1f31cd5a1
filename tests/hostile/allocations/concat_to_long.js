// Concatenates large sparse arrays.
// family: allocations
// outcome: exceededMemory exceededCpu exception
// limits: cpu_ms=2000

export default {
  fetch() {
    const holes = [];
    holes.length = 2 ** 31;
    holes[5] = 1;
    holes.concat(holes, Array(1e6).fill(1));
    return new Response("end");
  },
};
