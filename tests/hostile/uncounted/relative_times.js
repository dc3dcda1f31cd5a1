// Keeps objects that format times from now.
// family: uncounted
// outcome: exceededMemory exceededCpu
// limits: cpu_ms=1000 memory_mb=64

export default {
  fetch() {
    const all = [];
    for (;;) all.push(new Intl.RelativeTimeFormat("ja"), new Intl.ListFormat("ja"));
    return new Response("end");
  },
};
