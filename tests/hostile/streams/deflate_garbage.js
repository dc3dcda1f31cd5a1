// Decompresses random octets in every format a thousand times.
// family: streams
// outcome: exception exceededCpu
// limits: cpu_ms=500

export default {
  async fetch() {
    const octets = crypto.getRandomValues(new Uint8Array(65536));
    let last;
    for (let i = 0; i < 1000; ++i) {
      for (const format of ["deflate", "deflate-raw", "gzip", "brotli", "zstd"]) {
        const part = octets.subarray(i % 100);
        const stream = new Response(part).body.pipeThrough(new DecompressionStream(format));
        await new Response(stream).arrayBuffer().catch((error) => {
          last = error;
        });
      }
    }
    throw last;
  },
};
