// Keeps blobs for ever.
// family: buffers
// outcome: exceededMemory exception exceededCpu
// limits: cpu_ms=500

export default {
  fetch() {
    const all = [];
    for (;;) all.push(new Blob([new Uint8Array(1e6)]));
    return new Response("end");
  },
};
