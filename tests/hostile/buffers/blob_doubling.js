// Doubles a blob forty times and reads it.
// family: buffers
// outcome: exceededMemory exception exceededCpu ok
// limits: cpu_ms=500

export default {
  async fetch() {
    let blob = new Blob(["x".repeat(1000)]);
    for (let i = 0; i < 40; ++i) blob = new Blob([blob, blob]);
    return new Response(await blob.arrayBuffer());
  },
};
