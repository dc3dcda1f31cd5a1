// Compiles regular expressions of nested repetitions.
// family: uncounted
// outcome: exceededMemory exceededCpu exception
// limits: cpu_ms=1000 memory_mb=64

export default {
  fetch() {
    for (let i = 0; ; ++i) {
      try {
        new RegExp(`(?:(?:(?:a{1,99}b){1,99}c){1,9}d${i}){1,9}`).test("abcd".repeat(100));
      } catch {
        continue;
      }
    }
    return new Response("end");
  },
};
