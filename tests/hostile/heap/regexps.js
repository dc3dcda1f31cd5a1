// Keeps regular expressions that have each been used.
// family: heap
// outcome: exceededMemory exceededCpu
// limits: cpu_ms=500 memory_mb=64

export default {
  fetch() {
    const all = [];
    for (let i = 0; ; ++i) {
      const regexp = new RegExp(`a${i}|b${i}|[c-d]{${i % 100}}`);
      regexp.test("abc");
      regexp.test("abc");
      all.push(regexp);
    }
    return new Response("end");
  },
};
