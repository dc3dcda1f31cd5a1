// Loops in WebAssembly around a call of an imported builtin.
// family: loops
// outcome: exceededCpu

// (import "m" "f" (func)) (func (export "g") (loop (call 0) (br 0)))
const LOOP = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 2, 7, 1, 1, 109, 1, 102, 0, 0, 3, 2, 1, 0, 7, 5, 1, 1,
  103, 0, 1, 10, 11, 1, 9, 0, 3, 64, 16, 0, 12, 0, 11, 11,
]);

export default {
  fetch() {
    const imports = { m: { f: Object } };
    new WebAssembly.Instance(new WebAssembly.Module(LOOP), imports).exports.g();
    return new Response("end");
  },
};
