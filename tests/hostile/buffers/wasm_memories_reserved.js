// Keeps memories without a page that may each grow to four gigabytes.
// family: buffers
// outcome: exceededMemory exception exceededCpu
// limits: cpu_ms=500

export default {
  fetch() {
    const all = [];
    for (;;) all.push(new WebAssembly.Memory({ initial: 0, maximum: 65536 }));
    return new Response("end");
  },
};
