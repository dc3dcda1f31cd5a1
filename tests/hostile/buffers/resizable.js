// Makes a buffer that may grow to two gigabytes and lets it grow.
// family: buffers
// outcome: exceededMemory exception exceededCpu
// limits: cpu_ms=500

export default {
  fetch() {
    const buffer = new ArrayBuffer(0, { maxByteLength: 2 ** 31 });
    for (let size = 1e7; ; size += 1e7) {
      buffer.resize(size);
      new Uint8Array(buffer).fill(1);
    }
    return new Response("end");
  },
};
