// Keeps one of a hundred small objects so that pages cannot be given back.
// family: heap
// outcome: exceededMemory exceededCpu ok
// limits: cpu_ms=500 memory_mb=64

export default {
  fetch() {
    let all = [];
    for (let round = 0; round < 30; ++round) {
      const kept = [];
      for (let i = 0; i < 500000; ++i) {
        const object = { i };
        if (i % 100 === 0) kept.push(object);
      }
      all = [all, kept];
    }
    return new Response("end");
  },
};
