// Collects the arguments of calls that spread them again and again.
// family: allocations
// outcome: exceededMemory exceededCpu exception
// limits: cpu_ms=500

export default {
  fetch() {
    const grow = (...all) => grow(...all, ...all);
    grow(1, 2, 3, 4);
    return new Response("end");
  },
};
