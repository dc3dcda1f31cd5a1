// Keeps digests for ever that have begun.
// family: uncounted
// outcome: exceededMemory exceededCpu exception
// limits: cpu_ms=1000 memory_mb=64

export default {
  fetch() {
    const all = [];
    for (;;) {
      const stream = new crypto.DigestStream("SHA-512");
      stream.getWriter().write(new Uint8Array(1)).catch(() => {});
      all.push(stream);
    }
    return new Response("end");
  },
};
