// Decompresses a brotli bomb and keeps all of it.
// family: streams
// outcome: exceededMemory exceededCpu exception
// limits: cpu_ms=500

async function pack(octets) {
  return new Response(new Response(octets).body.pipeThrough(new CompressionStream("brotli")))
    .arrayBuffer();
}

export default {
  async fetch() {
    const packed = await pack(new Uint8Array(3e7));
    const all = [];
    for (;;) {
      const stream = new Response(packed).body.pipeThrough(new DecompressionStream("brotli"));
      all.push(await new Response(stream).arrayBuffer());
    }
    return new Response("end");
  },
};
