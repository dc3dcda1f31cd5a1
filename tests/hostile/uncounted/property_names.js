// Makes names of properties for ever that are forgotten again.
// family: uncounted
// outcome: exceededMemory exceededCpu
// limits: cpu_ms=1000 memory_mb=64

export default {
  fetch() {
    for (let i = 0; ; ++i) {
      const object = {};
      object[`name ${i} ${"x".repeat(1000)}`] = i;
    }
    return new Response("end");
  },
};
