// Makes marks for ever.
// family: floods
// outcome: exceededCpu exceededMemory exception
// limits: cpu_ms=500 memory_mb=64

export default {
  fetch() {
    for (let i = 0; ; ++i) performance.mark(`mark-${i}`);
    return new Response("end");
  },
};
