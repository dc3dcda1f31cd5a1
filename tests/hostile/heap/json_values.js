// Keeps what JSON.parse makes.
// family: heap
// outcome: exceededMemory exceededCpu
// limits: cpu_ms=500 memory_mb=64

export default {
  fetch() {
    const text = JSON.stringify(Array.from({ length: 1000 }, (_, i) => ({ [`key${i}`]: [i, `${i}`] })));
    const all = [];
    for (;;) all.push(JSON.parse(text));
    return new Response("end");
  },
};
