// Instantiates for ever a module that has a memory of six megabytes.
// family: buffers
// outcome: exceededMemory exception exceededCpu
// limits: cpu_ms=500

// (memory (export "m") 100 65536)
const MODULE = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 5, 6, 1, 1, 100, 128, 128, 4, 7, 5, 1, 1, 109, 2, 0,
]);

export default {
  fetch() {
    const module = new WebAssembly.Module(MODULE);
    const all = [];
    for (;;) all.push(new WebAssembly.Instance(module));
    return new Response("end");
  },
};
