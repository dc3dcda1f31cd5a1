// Keeps shared buffers made with the constructor that a WebAssembly memory leads to.
// family: buffers
// outcome: exceededMemory exception exceededCpu
// limits: cpu_ms=500

export default {
  fetch() {
    const Shared = new WebAssembly.Memory({ shared: true, initial: 0, maximum: 0 }).buffer.constructor;
    const all = [];
    for (;;) all.push(new Shared(1e6));
    return new Response("end");
  },
};
