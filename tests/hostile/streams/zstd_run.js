// Decompresses a zstd frame of blocks that repeat one octet.
// family: streams
// outcome: exceededMemory exceededCpu exception ok
// limits: cpu_ms=500

export default {
  async fetch() {
    const BLOCKS = 8000;
    const frame = new Uint8Array(6 + BLOCKS * 4 + 3);
    frame.set([40, 181, 47, 253, 0, 80]);
    for (let i = 0; i < BLOCKS; ++i) frame.set([2, 0, 16, 0], 6 + i * 4);
    frame.set([1, 0, 0], 6 + BLOCKS * 4);
    const stream = new Response(frame).body.pipeThrough(new DecompressionStream("zstd"));
    return new Response(await new Response(stream).arrayBuffer());
  },
};
