// Makes shared buffers that grow with the constructor that a WebAssembly memory leads to.
// family: buffers
// outcome: exceededMemory exception exceededCpu
// limits: cpu_ms=500

export default {
  fetch() {
    const Shared = new WebAssembly.Memory({ shared: true, initial: 0, maximum: 0 }).buffer.constructor;
    const all = [];
    for (;;) {
      const buffer = new Shared(1, { maxByteLength: 2 ** 30 });
      buffer.grow(2e7);
      new Uint8Array(buffer).fill(1);
      all.push(buffer);
    }
    return new Response("end");
  },
};
