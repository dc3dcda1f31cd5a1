// Keeps slices of a buffer for ever.
// family: buffers
// outcome: exceededMemory exception exceededCpu
// limits: cpu_ms=500

export default {
  fetch() {
    const buffer = new ArrayBuffer(1e6);
    const all = [];
    for (;;) all.push(buffer.slice(1));
    return new Response("end");
  },
};
