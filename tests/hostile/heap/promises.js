// Keeps promises that never settle.
// family: heap
// outcome: exceededMemory exceededCpu
// limits: cpu_ms=500 memory_mb=64

export default {
  fetch() {
    const all = [];
    for (;;) all.push(new Promise(() => {}));
    return new Response("end");
  },
};
