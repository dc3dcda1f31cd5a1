// Keeps sixty WebAssembly memories of a hundred megabytes and writes to all.
// family: buffers
// outcome: exceededMemory exception exceededCpu
// limits: cpu_ms=500

export default {
  fetch() {
    const all = [];
    for (let i = 0; i < 60; ++i) {
      const memory = new WebAssembly.Memory({ initial: 1600 });
      new Uint8Array(memory.buffer).fill(1);
      all.push(memory);
    }
    return new Response("end");
  },
};
