// Compiles a hundred functions of fifty thousand locals.
// family: uncounted
// outcome: exceededMemory exceededCpu exception ok
// limits: cpu_ms=1000 memory_mb=64

// Each: 50,000 locals of i64, and a loop that writes one of them.
const BODY = [1, 208, 134, 3, 126, 66, 1, 33, 207, 134, 3, 11];

export default {
  fetch() {
    const code = Array(100).fill([BODY.length, ...BODY]).flat();
    const size = code.length + 1;
    const exported = [1, 1, 102, 0, 0];
    const module = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0,
      3, 101, 100, ...Array(100).fill(0), 7, 5, ...exported,
      10, (size & 127) | 128, size >> 7, 100, ...code]);
    for (;;) {
      const { f } = new WebAssembly.Instance(new WebAssembly.Module(module)).exports;
      for (let i = 0; i < 1000; ++i) f();
    }
    return new Response("end");
  },
};
