// Keeps buffers that have grown to twenty megabytes each.
// family: buffers
// outcome: exceededMemory exception exceededCpu
// limits: cpu_ms=500

export default {
  fetch() {
    const all = [];
    for (;;) {
      const buffer = new ArrayBuffer(1, { maxByteLength: 2e7 });
      buffer.resize(2e7);
      new Uint8Array(buffer).fill(1);
      all.push(buffer);
    }
    return new Response("end");
  },
};
