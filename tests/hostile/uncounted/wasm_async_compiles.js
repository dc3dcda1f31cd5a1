// Begins to compile thousands of modules at once.
// family: uncounted
// outcome: exceededMemory exceededCpu exception
// limits: cpu_ms=1000 memory_mb=64

export default {
  fetch() {
    const module = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 10, 4, 1, 2,
      0, 11]);
    const all = [];
    for (;;) all.push(WebAssembly.compile(module));
    return new Response("end");
  },
};
