// Makes a linked list that never ends.
// family: heap
// outcome: exceededMemory exceededCpu
// limits: cpu_ms=500 memory_mb=64

export default {
  fetch() {
    let list = null;
    for (;;) list = { next: list };
    return new Response("end");
  },
};
