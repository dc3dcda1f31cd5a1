// Posts messages for ever to a port that gets none of them.
// family: floods
// outcome: exceededCpu exceededMemory
// limits: cpu_ms=500 memory_mb=64

export default {
  fetch() {
    const { port1 } = new MessageChannel();
    for (;;) port1.postMessage("x".repeat(100));
    return new Response("end");
  },
};
