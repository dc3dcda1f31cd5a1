// Cancels and aborts a decompression from the callbacks of those who read it.
// family: reentrancy
// outcome: ok exception

export default {
  async fetch() {
    const { readable, writable } = new DecompressionStream("gzip");
    const writer = writable.getWriter();
    const reading = readable.pipeTo(new WritableStream({
      write() {
        writer.abort(new Error("now"));
        throw new Error("then");
      },
    })).catch(() => {});
    const packed = await new Response(new Blob(["x".repeat(1e6)]).stream()
      .pipeThrough(new CompressionStream("gzip"))).arrayBuffer();
    writer.write(packed).catch(() => {});
    writer.close().catch(() => {});
    await reading;
    return new Response("end");
  },
};
