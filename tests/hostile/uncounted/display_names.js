// Keeps tables of the names of languages.
// family: uncounted
// outcome: exceededMemory exceededCpu
// limits: cpu_ms=1000 memory_mb=64

export default {
  fetch() {
    const all = [];
    for (;;) all.push(new Intl.DisplayNames("de", { type: "language" }));
    return new Response("end");
  },
};
