// Puts holes of a large array before it.
// family: allocations
// outcome: exceededMemory exceededCpu exception
// limits: cpu_ms=500

export default {
  fetch() {
    const all = new Array(3e7);
    all.unshift(1);
    all.splice(1, 0, ...all.slice(0, 100000));
    return new Response("end");
  },
};
