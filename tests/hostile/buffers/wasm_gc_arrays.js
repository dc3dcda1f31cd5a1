// Makes an array of a hundred million places within WebAssembly.
// family: buffers
// outcome: exceededMemory exception exceededCpu
// limits: cpu_ms=500

// (type (array (mut i64))) (func (export "f") (loop (drop (array.new_default 0 (i32.const 1e7))) (br 0)))
const ARRAYS = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 7, 2, 94, 126, 1, 96, 0, 0, 3, 2, 1, 1, 7, 5, 1, 1, 102, 0, 0,
  10, 18, 1, 16, 0, 3, 64, 65, 128, 173, 226, 4, 251, 7, 0, 26, 12, 0, 11, 11,
]);

export default {
  fetch() {
    new WebAssembly.Instance(new WebAssembly.Module(ARRAYS)).exports.f();
    return new Response("end");
  },
};
