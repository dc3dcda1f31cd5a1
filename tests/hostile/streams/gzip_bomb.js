// Compresses a hundred megabytes of zeros and reads them back at once.
// family: streams
// outcome: exceededMemory exceededCpu exception
// limits: cpu_ms=500

async function pack(octets) {
  return new Response(new Response(octets).body.pipeThrough(new CompressionStream("gzip"))).arrayBuffer();
}

export default {
  async fetch() {
    const packed = await pack(new Uint8Array(5e7));
    const all = [];
    for (;;) {
      const stream = new Response(packed).body.pipeThrough(new DecompressionStream("gzip"));
      all.push(await new Response(stream).arrayBuffer());
    }
    return new Response("end");
  },
};
