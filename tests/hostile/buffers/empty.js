// Keeps buffers without an octet for ever.
// family: buffers
// outcome: exceededMemory exception exceededCpu
// limits: cpu_ms=500

export default {
  fetch() {
    const all = [];
    for (;;) all.push(new ArrayBuffer(0));
    return new Response("end");
  },
};
