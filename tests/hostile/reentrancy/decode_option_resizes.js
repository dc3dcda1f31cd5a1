// Takes the memory away from under a decoder while its options are read.
// family: reentrancy
// outcome: ok exception

export default {
  fetch() {
    const buffer = new ArrayBuffer(1e6, { maxByteLength: 1e6 });
    const octets = new Uint8Array(buffer).fill(97);
    const text = new TextDecoder().decode(octets, {
      get stream() {
        buffer.resize(0);
        return false;
      },
    });
    return new Response(text.slice(0, 10));
  },
};
