// Appends to one array for ever.
// family: heap
// outcome: exceededMemory exceededCpu exception
// limits: cpu_ms=500 memory_mb=64

export default {
  fetch() {
    const all = [];
    for (;;) all.push(all.length);
    return new Response("end");
  },
};
