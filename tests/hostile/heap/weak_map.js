// Adds to a weak map objects that are kept elsewhere.
// family: heap
// outcome: exceededMemory exceededCpu exception
// limits: cpu_ms=500 memory_mb=64

export default {
  fetch() {
    const all = [];
    const map = new WeakMap();
    for (let i = 0; ; ++i) {
      all.push({});
      map.set(all[i], all[i]);
    }
    return new Response("end");
  },
};
