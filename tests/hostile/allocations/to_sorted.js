// Copies an array of a hundred million holes to sort it.
// family: allocations
// outcome: exceededMemory exceededCpu exception
// limits: cpu_ms=500

export default {
  fetch() {
    const holes = [];
    holes.length = 1e8;
    holes.toSorted();
    return new Response("end");
  },
};
