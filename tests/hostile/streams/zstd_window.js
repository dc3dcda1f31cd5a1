// Decompresses a zstd frame that wants a window of two gigabytes.
// family: streams
// outcome: exception
// limits: cpu_ms=500

export default {
  async fetch() {
    const frame = new Uint8Array([40, 181, 47, 253, 0, 168, 3, 0, 0, 1]);
    const stream = new Response(frame).body.pipeThrough(new DecompressionStream("zstd"));
    return new Response(await new Response(stream).arrayBuffer());
  },
};
