// Keeps generators that have begun.
// family: heap
// outcome: exceededMemory exceededCpu
// limits: cpu_ms=500 memory_mb=64

function* numbers(n) {
  const all = Array(100).fill(n);
  yield all;
  yield all;
}

export default {
  fetch() {
    const all = [];
    for (let i = 0; ; ++i) {
      const generator = numbers(i);
      generator.next();
      all.push(generator);
    }
    return new Response("end");
  },
};
