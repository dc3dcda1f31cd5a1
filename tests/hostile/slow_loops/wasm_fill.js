// Fills the memory of a WebAssembly instance from within it, again and again.
// family: slow_loops
// outcome: exceededCpu exceededMemory

// (memory 800) (func (export "f") (loop (memory.fill 0 1 52428800) (br 0)))
const FILL = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 5, 4, 1, 0, 160, 6, 7, 5, 1, 1, 102, 0, 0,
  10, 21, 1, 19, 0, 3, 64, 65, 0, 65, 1, 65, 128, 128, 128, 25, 252, 11, 0, 12, 0, 11, 11,
]);

export default {
  fetch() {
    new WebAssembly.Instance(new WebAssembly.Module(FILL)).exports.f();
    return new Response("end");
  },
};
