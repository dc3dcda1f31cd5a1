// Keeps numbers of a billion bits.
// family: allocations
// outcome: exceededMemory exceededCpu exception
// limits: cpu_ms=500

export default {
  fetch() {
    const all = [];
    for (;;) all.push(1n << (2n ** 30n - 1n - BigInt(all.length)));
    return new Response("end");
  },
};
