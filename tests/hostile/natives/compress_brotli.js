// Compresses random octets with brotli, ten megabytes at a time.
// family: natives
// outcome: exceededCpu exceededMemory

export default {
  async fetch() {
    const stream = new CompressionStream("brotli");
    const writer = stream.writable.getWriter();
    stream.readable.pipeTo(new WritableStream());
    const chunk = new Uint8Array(65536 * 160);
    const octets = crypto.getRandomValues(new Uint8Array(65536));
    for (let i = 0; i < 160; ++i) chunk.set(octets.map((octet) => octet + i), i * 65536);
    for (;;) await writer.write(chunk);
    return new Response("end");
  },
};
