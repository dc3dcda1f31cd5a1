// Makes buffers that grow with a class of its own that derives from ArrayBuffer.
// family: buffers
// outcome: exceededMemory exception exceededCpu
// limits: cpu_ms=500

export default {
  fetch() {
    class Mine extends ArrayBuffer {}
    const all = [];
    for (;;) {
      const buffer = Reflect.construct(ArrayBuffer, [1, { maxByteLength: 2 ** 30 }], Mine);
      buffer.resize(2e7);
      new Uint8Array(buffer).fill(1);
      all.push(buffer);
    }
    return new Response("end");
  },
};
