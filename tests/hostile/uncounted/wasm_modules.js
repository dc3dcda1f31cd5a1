// Keeps compiled modules for ever.
// family: uncounted
// outcome: exceededMemory exceededCpu exception
// limits: cpu_ms=1000 memory_mb=64

export default {
  fetch() {
    const all = [];
    for (let i = 0; ; ++i) {
      const name = [...`${i}`].map((digit) => digit.charCodeAt(0));
      const module = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 7,
        4 + name.length, 1, name.length, ...name, 0, 0, 10, 4, 1, 2, 0, 11]);
      all.push(new WebAssembly.Instance(new WebAssembly.Module(module)));
    }
    return new Response("end");
  },
};
