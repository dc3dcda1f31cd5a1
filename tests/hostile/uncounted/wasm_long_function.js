// Compiles a function of seven megabytes.
// family: uncounted
// outcome: exceededMemory exceededCpu exception ok
// limits: cpu_ms=1000 memory_mb=64

const COUNT = 2400000;
function leb4(n) {
  return [(n & 127) | 128, ((n >> 7) & 127) | 128, ((n >> 14) & 127) | 128, n >> 21];
}

export default {
  fetch() {
    const code = new Uint8Array(COUNT * 3 + 2);
    for (let i = 1; i < code.length - 1; i += 3) code.set([65, 1, 26], i);
    code[code.length - 1] = 11;
    const head = [0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 7, 5, 1, 1, 102, 0, 0, 10,
      ...leb4(code.length + 5), 1, ...leb4(code.length)];
    const module = new Uint8Array(head.length + code.length);
    module.set(head);
    module.set(code, head.length);
    const { f } = new WebAssembly.Instance(new WebAssembly.Module(module)).exports;
    for (let i = 0; i < 100000; ++i) f();
    return new Response("end");
  },
};
