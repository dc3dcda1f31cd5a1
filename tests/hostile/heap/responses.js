// Keeps responses and their headers.
// family: heap
// outcome: exceededMemory exceededCpu
// limits: cpu_ms=500 memory_mb=64

export default {
  fetch() {
    const all = [];
    for (;;) all.push(new Response("x", { headers: { a: "b" } }));
    return new Response("end");
  },
};
