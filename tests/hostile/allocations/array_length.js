// Makes an array's store as large as it may become without holes.
// family: allocations
// outcome: exceededMemory exceededCpu exception
// limits: cpu_ms=500

export default {
  fetch() {
    const all = [];
    for (let i = 0; i < 2 ** 25; i += 1000) all[i] = i;
    all.fill(0.5);
    return new Response("end");
  },
};
