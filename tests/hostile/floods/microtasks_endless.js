// Queues microtasks for ever without letting one run.
// family: floods
// outcome: exceededCpu exceededMemory
// limits: cpu_ms=500 memory_mb=64

export default {
  fetch() {
    for (;;) queueMicrotask(() => {});
    return new Response("end");
  },
};
