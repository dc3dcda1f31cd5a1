// Fills the heap again in the finally block of what filled it.
// family: heap
// outcome: exceededMemory exceededCpu
// limits: cpu_ms=500 memory_mb=64

export default {
  fetch() {
    const all = [];
    const fill = () => {
      for (;;) all.push(new Array(1000).fill(0.5));
    };
    try {
      fill();
    } finally {
      fill();
    }
    return new Response("end");
  },
};
