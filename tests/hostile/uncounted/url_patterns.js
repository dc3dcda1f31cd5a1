// Keeps URL patterns for ever.
// family: uncounted
// outcome: exceededMemory exceededCpu
// limits: cpu_ms=1000 memory_mb=64

export default {
  fetch() {
    const all = [];
    for (let i = 0; ; ++i) all.push(new URLPattern({ pathname: `/a${i}/:b/*`, hostname: ":c.example" }));
    return new Response("end");
  },
};
