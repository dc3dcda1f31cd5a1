// Keeps encoded texts for ever.
// family: buffers
// outcome: exceededMemory exception exceededCpu
// limits: cpu_ms=500

export default {
  fetch() {
    const text = "\u00fc".repeat(1e6);
    const all = [];
    for (;;) all.push(new TextEncoder().encode(text));
    return new Response("end");
  },
};
