// Moves a buffer that may grow to ever greater lengths.
// family: buffers
// outcome: exceededMemory exception exceededCpu
// limits: cpu_ms=500

export default {
  fetch() {
    let buffer = new ArrayBuffer(1, { maxByteLength: 2 ** 30 });
    for (let size = 1e7; ; size += 1e7) {
      buffer = buffer.transfer(size);
      new Uint8Array(buffer).fill(1);
    }
    return new Response("end");
  },
};
