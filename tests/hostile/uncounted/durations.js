// Keeps objects that format durations, and locales.
// family: uncounted
// outcome: exceededMemory exceededCpu
// limits: cpu_ms=1000 memory_mb=64

export default {
  fetch() {
    const all = [];
    for (;;) all.push(new Intl.DurationFormat("fr"), new Intl.Locale("fr-u-ca-buddhist-nu-thai"));
    return new Response("end");
  },
};
