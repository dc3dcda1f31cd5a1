// Adds listeners for ever.
// family: floods
// outcome: exceededCpu exceededMemory
// limits: cpu_ms=500 memory_mb=64

export default {
  fetch() {
    const target = new EventTarget();
    for (;;) target.addEventListener("x", () => {});
    return new Response("end");
  },
};
