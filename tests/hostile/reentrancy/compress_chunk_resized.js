// Shrinks the chunk that is being compressed.
// family: reentrancy
// outcome: ok exception

export default {
  fetch() {
    const buffer = new ArrayBuffer(5e6, { maxByteLength: 5e6 });
    const { readable, writable } = new CompressionStream("gzip");
    const writer = writable.getWriter();
    writer.write(new Uint8Array(buffer)).catch(() => {});
    writer.write(new Uint8Array(buffer)).catch(() => {});
    buffer.resize(0);
    writer.close().catch(() => {});
    return new Response(readable);
  },
};
