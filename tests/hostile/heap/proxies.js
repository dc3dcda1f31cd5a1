// Keeps proxies for ever.
// family: heap
// outcome: exceededMemory exceededCpu
// limits: cpu_ms=500 memory_mb=64

export default {
  fetch() {
    const all = [];
    for (;;) all.push(new Proxy({}, {}));
    return new Response("end");
  },
};
