// Begins times under labels of their own for ever.
// family: logs
// outcome: exceededCpu exceededMemory
// limits: cpu_ms=500 memory_mb=64

export default {
  fetch() {
    for (let i = 0; ; ++i) console.time(`label ${i}`);
    return new Response("end");
  },
};
