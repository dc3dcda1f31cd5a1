// Lets a memory grow by nothing for ever and keeps the buffers that it had.
// family: buffers
// outcome: exceededMemory exception exceededCpu
// limits: cpu_ms=500

export default {
  fetch() {
    const memory = new WebAssembly.Memory({ initial: 1 });
    const all = [];
    for (;;) {
      all.push(memory.buffer);
      memory.grow(0);
    }
    return new Response("end");
  },
};
