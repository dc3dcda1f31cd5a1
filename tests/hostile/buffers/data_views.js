// Keeps views of small buffers for ever.
// family: buffers
// outcome: exceededMemory exception exceededCpu
// limits: cpu_ms=500

export default {
  fetch() {
    const all = [];
    for (;;) all.push(new DataView(new ArrayBuffer(100)));
    return new Response("end");
  },
};
