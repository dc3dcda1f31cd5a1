// Keeps objects that compare texts.
// family: uncounted
// outcome: exceededMemory exceededCpu
// limits: cpu_ms=1000 memory_mb=64

export default {
  fetch() {
    const all = [];
    for (;;) all.push(new Intl.Collator("zh", { usage: "search", numeric: true }));
    return new Response("end");
  },
};
