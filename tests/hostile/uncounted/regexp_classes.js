// Compiles a regular expression of a hundred thousand classes of all letters without regard to
// case.
// family: uncounted
// outcome: exceededMemory exceededCpu exception
// limits: cpu_ms=1000 memory_mb=64

export default {
  fetch() {
    const source = "[^\\p{L}\\p{N}\\u{1F300}-\\u{1FAFF}]".repeat(1e5);
    new RegExp(source, "iu").test("\u00e4\u{1F600}");
    return new Response("end");
  },
};
