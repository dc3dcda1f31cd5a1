// Keeps small tables and globals for ever.
// family: buffers
// outcome: exceededMemory exception exceededCpu
// limits: cpu_ms=500

export default {
  fetch() {
    const all = [];
    for (;;) {
      all.push(new WebAssembly.Table({ element: "anyfunc", initial: 100 }));
      all.push(new WebAssembly.Global({ value: "i64", mutable: true }, 1n));
    }
    return new Response("end");
  },
};
