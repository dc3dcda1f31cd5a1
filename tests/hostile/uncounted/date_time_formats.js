// Keeps objects that format dates.
// family: uncounted
// outcome: exceededMemory exceededCpu
// limits: cpu_ms=1000 memory_mb=64

export default {
  fetch() {
    const all = [];
    for (;;) all.push(new Intl.DateTimeFormat("de", { dateStyle: "full", timeStyle: "full" }));
    return new Response("end");
  },
};
