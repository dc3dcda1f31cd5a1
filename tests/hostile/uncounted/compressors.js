// Keeps compressors for ever that have begun.
// family: uncounted
// outcome: exceededMemory exceededCpu exception
// limits: cpu_ms=1000 memory_mb=64

export default {
  fetch() {
    const all = [];
    for (;;) {
      for (const format of ["gzip", "brotli", "zstd"]) {
        const stream = new CompressionStream(format);
        stream.writable.getWriter().write(new Uint8Array(1000));
        all.push(stream);
      }
    }
    return new Response("end");
  },
};
