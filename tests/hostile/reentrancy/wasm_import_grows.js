// Lets the memory of an instance grow from within an import that it calls, and reads the old one.
// family: reentrancy
// outcome: ok exception

// (import "m" "f" (func)) (func (export "g") (call 0))
const CALLS = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 2, 7, 1, 1, 109, 1, 102, 0, 0, 3, 2, 1, 0, 7, 5, 1, 1,
  103, 0, 1, 10, 6, 1, 4, 0, 16, 0, 11,
]);

export default {
  fetch() {
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 100 });
    const octets = new Uint8Array(memory.buffer);
    const f = () => memory.grow(10);
    new WebAssembly.Instance(new WebAssembly.Module(CALLS), { m: { f } }).exports.g();
    crypto.getRandomValues(octets);
    return new Response(octets);
  },
};
