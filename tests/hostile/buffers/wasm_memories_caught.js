// Makes and keeps memories and catches what is thrown.
// family: buffers
// outcome: exceededMemory exception exceededCpu
// limits: cpu_ms=500

export default {
  fetch() {
    const all = [];
    for (;;) {
      try {
        for (;;) all.push(new WebAssembly.Memory({ initial: 100, maximum: 65536 }));
      } catch {
        all.push(1);
      }
    }
    return new Response("end");
  },
};
