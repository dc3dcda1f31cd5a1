// Keeps shared memories that have a few pages each and may grow.
// family: buffers
// outcome: exceededMemory exception exceededCpu
// limits: cpu_ms=2000

export default {
  fetch() {
    const all = [];
    for (;;) {
      const memory = new WebAssembly.Memory({ initial: 1, maximum: 1000, shared: true });
      memory.grow(10);
      all.push(memory);
    }
    return new Response("end");
  },
};
