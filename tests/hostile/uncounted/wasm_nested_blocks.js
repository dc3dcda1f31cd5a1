// Compiles a function of a million blocks, each within the last.
// family: uncounted
// outcome: exceededMemory exceededCpu exception ok
// limits: cpu_ms=1000 memory_mb=64

const COUNT = 1000000;
function leb4(n) {
  return [(n & 127) | 128, ((n >> 7) & 127) | 128, ((n >> 14) & 127) | 128, n >> 21];
}

export default {
  fetch() {
    const code = new Uint8Array(COUNT * 3 + 2).fill(11);
    code[0] = 0;
    for (let i = 0; i < COUNT; ++i) code.set([2, 64], 1 + 2 * i);
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
