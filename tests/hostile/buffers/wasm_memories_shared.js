// Keeps shared memories that may each grow to four gigabytes.
// family: buffers
// outcome: exceededMemory exception exceededCpu
// limits: cpu_ms=500

export default {
  fetch() {
    const all = [];
    for (;;) all.push(new WebAssembly.Memory({ initial: 1, maximum: 65536, shared: true }));
    return new Response("end");
  },
};
