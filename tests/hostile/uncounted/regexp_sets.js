// Compiles a regular expression of sets within sets.
// family: uncounted
// outcome: exceededMemory exceededCpu exception
// limits: cpu_ms=1000 memory_mb=64

export default {
  fetch() {
    const source = `${"[\\p{L}--[".repeat(1000)}a${"]]".repeat(1000)}`;
    for (let i = 0; ; ++i) new RegExp(source + i, "v").test("b");
    return new Response("end");
  },
};
