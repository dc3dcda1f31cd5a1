// Compresses random octets with zstd, ten megabytes at a time.
// family: natives
// outcome: exceededCpu exceededMemory

export default {
  async fetch() {
    const stream = new CompressionStream("zstd");
    const writer = stream.writable.getWriter();
    stream.readable.pipeTo(new WritableStream());
    const chunk = new Uint8Array(65536 * 160);
    const octets = crypto.getRandomValues(new Uint8Array(65536));
    for (let i = 0; i < 160; ++i) chunk.set(octets, i * 65536);
    for (;;) await writer.write(chunk);
    return new Response("end");
  },
};
