// Keeps slices of a shared buffer.
// family: buffers
// outcome: exceededMemory exception exceededCpu
// limits: cpu_ms=500

export default {
  fetch() {
    const { buffer } = new WebAssembly.Memory({ shared: true, initial: 100, maximum: 100 });
    const all = [];
    for (;;) all.push(buffer.slice(0));
    return new Response("end");
  },
};
