// Keeps new arrays of thirty million places.
// family: allocations
// outcome: exceededMemory exceededCpu exception
// limits: cpu_ms=500

export default {
  fetch() {
    const all = [];
    for (;;) all.push(new Array(33554432 - 1));
    return new Response("end");
  },
};
