// Moves the memory away from under a decoder while its options are read.
// family: reentrancy
// outcome: ok exception

export default {
  fetch() {
    const octets = new Uint8Array(1e6).fill(97);
    const text = new TextDecoder().decode(octets, {
      get stream() {
        structuredClone(octets.buffer, { transfer: [octets.buffer] });
        return false;
      },
    });
    return new Response(text.slice(0, 10));
  },
};
