// Keeps pairs of keys for ever.
// family: uncounted
// outcome: exceededMemory exceededCpu exception
// limits: cpu_ms=1000 memory_mb=64

export default {
  async fetch() {
    const all = [];
    for (;;) {
      all.push(await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, ["sign"]));
    }
    return new Response("end");
  },
};
