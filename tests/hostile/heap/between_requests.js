// Keeps more with each request in a variable of the module.
// family: heap
// outcome: exceededMemory exceededCpu ok
// limits: cpu_ms=500 memory_mb=64

const kept = [];

export default {
  fetch() {
    for (let i = 0; i < 100; ++i) kept.push(new Array(100000).fill(0.5));
    return new Response("end");
  },
};
