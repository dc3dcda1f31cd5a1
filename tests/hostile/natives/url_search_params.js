// Adds parameters to a URL that is written anew for each.
// family: natives
// outcome: exceededCpu exceededMemory
// limits: cpu_ms=500 memory_mb=64

export default {
  fetch() {
    const url = new URL("http://a.example/");
    for (let i = 0; ; ++i) url.searchParams.append(`name${i}`, "value");
    return new Response("end");
  },
};
