// Makes buffers that grow with the constructor of one that a builtin has made.
// family: buffers
// outcome: exceededMemory exception exceededCpu
// limits: cpu_ms=500

export default {
  fetch() {
    const Buffer = new TextEncoder().encode("x").buffer.constructor;
    const all = [];
    for (;;) {
      const buffer = new Buffer(1, { maxByteLength: 2 ** 30 });
      buffer.resize(2e7);
      new Uint8Array(buffer).fill(1);
      all.push(buffer);
    }
    return new Response("end");
  },
};
