// Makes functions with constructors of their own whose shapes all stay.
// family: uncounted
// outcome: exceededMemory exceededCpu
// limits: cpu_ms=1000 memory_mb=64

export default {
  fetch() {
    const all = [];
    for (let i = 0; ; ++i) {
      const Kind = function () {
        this[`a${i % 1000}`] = i;
        this[`b${i}`] = i;
      };
      all.push(new Kind(), new Kind());
    }
    return new Response("end");
  },
};
