// Keeps typed arrays and catches what is thrown.
// family: buffers
// outcome: exceededMemory exception exceededCpu
// limits: cpu_ms=500

export default {
  fetch() {
    const all = [];
    for (;;) {
      try {
        all.push(new Float64Array(1e5));
      } catch {
        continue;
      }
    }
    return new Response("end");
  },
};
