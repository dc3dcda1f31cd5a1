// Compiles regular expressions of many captured groups.
// family: uncounted
// outcome: exceededMemory exceededCpu exception
// limits: cpu_ms=1000 memory_mb=64

export default {
  fetch() {
    for (let i = 0; ; ++i) {
      const regexp = new RegExp(`${"(a)?".repeat(30000)}${i}`);
      regexp.exec("a".repeat(30000) + i);
    }
    return new Response("end");
  },
};
