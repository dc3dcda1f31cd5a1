// Keeps tables of ten million places.
// family: buffers
// outcome: exceededMemory exception exceededCpu
// limits: cpu_ms=500

export default {
  fetch() {
    const all = [];
    for (;;) all.push(new WebAssembly.Table({ element: "externref", initial: 1e7 }));
    return new Response("end");
  },
};
