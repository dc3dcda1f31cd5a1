// Fills the heap over many turns.
// family: heap
// outcome: exceededMemory exceededCpu
// limits: cpu_ms=500 memory_mb=64

export default {
  async fetch() {
    const all = [];
    for (;;) {
      all.push(new Array(100000).fill(0.5));
      await scheduler.wait(1);
    }
    return new Response("end");
  },
};
