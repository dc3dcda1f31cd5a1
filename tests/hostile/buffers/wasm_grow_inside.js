// Lets a memory grow from within WebAssembly until it cannot, again and again.
// family: buffers
// outcome: exceededMemory exception exceededCpu
// limits: cpu_ms=500

// (memory 1) (func (export "f") (loop (drop (memory.grow 16)) (br 0)))
const GROW = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 5, 3, 1, 0, 1, 7, 5, 1, 1, 102, 0, 0,
  10, 14, 1, 12, 0, 3, 64, 65, 16, 64, 0, 26, 12, 0, 11, 11,
]);

export default {
  fetch() {
    new WebAssembly.Instance(new WebAssembly.Module(GROW)).exports.f();
    return new Response("end");
  },
};
