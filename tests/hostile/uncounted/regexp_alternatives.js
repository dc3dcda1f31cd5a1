// Compiles a regular expression of a million alternatives.
// family: uncounted
// outcome: exceededMemory exceededCpu exception
// limits: cpu_ms=1000 memory_mb=64

export default {
  fetch() {
    let source = "";
    for (let i = 0; i < 1e6; ++i) source += `|a${i}b`;
    new RegExp(source.slice(1)).test("x");
    return new Response("end");
  },
};
