// Loops for ever in WebAssembly.
// family: loops
// outcome: exceededCpu

const LOOP = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 7, 5, 1, 1, 102, 0, 0, 10, 9, 1, 7, 0, 3,
  64, 12, 0, 11, 11,
]);

export default {
  fetch() {
    new WebAssembly.Instance(new WebAssembly.Module(LOOP)).exports.f();
    return new Response("end");
  },
};
