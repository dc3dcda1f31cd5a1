// Lets a WebAssembly memory grow while a decoder reads it.
// family: reentrancy
// outcome: ok exception

export default {
  fetch() {
    const memory = new WebAssembly.Memory({ initial: 10, maximum: 100 });
    const text = new TextDecoder().decode(new Uint8Array(memory.buffer), {
      get stream() {
        memory.grow(50);
        return false;
      },
    });
    return new Response(text.slice(0, 10));
  },
};
