// Keeps decompressors for ever that have begun.
// family: uncounted
// outcome: exceededMemory exceededCpu exception
// limits: cpu_ms=1000 memory_mb=64

export default {
  fetch() {
    const all = [];
    for (;;) {
      const stream = new DecompressionStream("gzip");
      stream.writable.getWriter().write(new Uint8Array([31, 139, 8, 0, 0, 0, 0, 0, 0, 3, 1])).catch(() => {});
      all.push(stream);
    }
    return new Response("end");
  },
};
