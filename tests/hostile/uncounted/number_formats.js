// Keeps objects that format numbers.
// family: uncounted
// outcome: exceededMemory exceededCpu
// limits: cpu_ms=1000 memory_mb=64

export default {
  fetch() {
    const all = [];
    for (;;) all.push(new Intl.NumberFormat("ar", { style: "currency", currency: "EUR" }));
    return new Response("end");
  },
};
