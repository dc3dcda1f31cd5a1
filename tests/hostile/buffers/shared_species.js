// Has a shared buffer make its slices with a species that grows.
// family: buffers
// outcome: exceededMemory exception exceededCpu
// limits: cpu_ms=500

export default {
  fetch() {
    const { buffer } = new WebAssembly.Memory({ shared: true, initial: 1, maximum: 1 });
    const Native = Object.getPrototypeOf(buffer).constructor;
    Object.defineProperty(Native, Symbol.species, { value: Native, configurable: true });
    const all = [];
    for (;;) {
      const copy = buffer.slice(0);
      all.push(copy);
      copy.grow?.(2e7);
    }
    return new Response("end");
  },
};
