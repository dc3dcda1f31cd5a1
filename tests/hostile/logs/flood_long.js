// Logs long lines for as long as two seconds of CPU time last.
// family: logs
// outcome: exceededCpu exceededMemory
// limits: cpu_ms=2000

export default {
  fetch() {
    const line = "x".repeat(65536);
    for (;;) console.log(line);
    return new Response("end");
  },
};
