// Keeps channels for ever.
// family: uncounted
// outcome: exceededMemory exceededCpu
// limits: cpu_ms=1000 memory_mb=64

export default {
  fetch() {
    const all = [];
    for (;;) all.push(new MessageChannel());
    return new Response("end");
  },
};
