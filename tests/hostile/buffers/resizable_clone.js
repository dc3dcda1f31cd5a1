// Clones a buffer that may grow again and again.
// family: buffers
// outcome: exceededMemory exception exceededCpu
// limits: cpu_ms=500

export default {
  fetch() {
    const buffer = new ArrayBuffer(1e6, { maxByteLength: 2 ** 30 });
    const all = [];
    for (;;) all.push(structuredClone(buffer));
    return new Response("end");
  },
};
