// Lets a memory grow and writes to all of it.
// family: buffers
// outcome: exceededMemory exception exceededCpu
// limits: cpu_ms=500

export default {
  fetch() {
    const memory = new WebAssembly.Memory({ initial: 1 });
    for (;;) {
      memory.grow(160);
      new Uint8Array(memory.buffer).fill(1);
    }
    return new Response("end");
  },
};
