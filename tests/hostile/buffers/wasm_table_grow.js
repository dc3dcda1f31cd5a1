// Lets a table grow for ever.
// family: buffers
// outcome: exceededMemory exception exceededCpu
// limits: cpu_ms=500

export default {
  fetch() {
    const table = new WebAssembly.Table({ element: "anyfunc", initial: 0 });
    for (;;) table.grow(1e6);
    return new Response("end");
  },
};
