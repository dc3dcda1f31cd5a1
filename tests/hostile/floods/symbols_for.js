// Registers symbols for ever.
// family: floods
// outcome: exceededCpu exceededMemory
// limits: cpu_ms=500 memory_mb=64

export default {
  fetch() {
    for (let i = 0; ; ++i) Symbol.for(`symbol-${i}`);
    return new Response("end");
  },
};
