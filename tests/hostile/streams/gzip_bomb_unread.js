// Decompresses bombs that nobody reads.
// family: streams
// outcome: ok exceededMemory exceededCpu exception
// limits: cpu_ms=500

async function pack(octets) {
  return new Response(new Response(octets).body.pipeThrough(new CompressionStream("gzip"))).arrayBuffer();
}

export default {
  async fetch() {
    const packed = await pack(new Uint8Array(5e7));
    const all = [];
    for (let i = 0; i < 100; ++i) {
      const stream = new DecompressionStream("gzip");
      stream.writable.getWriter().write(packed).catch(() => {});
      all.push(stream);
    }
    await scheduler.wait(100);
    return new Response(String(all.length));
  },
};
