// Encodes into views whose buffer was made shorter by the conversion of the text.
// family: reentrancy
// outcome: ok exception

export default {
  fetch() {
    const buffer = new ArrayBuffer(1e6, { maxByteLength: 1e6 });
    const octets = new Uint8Array(buffer);
    const { written } = new TextEncoder().encodeInto({
      toString() {
        buffer.resize(1);
        return "x".repeat(1e6);
      },
    }, octets);
    return new Response(String(written));
  },
};
