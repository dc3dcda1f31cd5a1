// Keeps the stacks of a million overflows without a limit of frames.
// family: logs
// outcome: exception exceededCpu exceededMemory
// limits: cpu_ms=500

export default {
  fetch() {
    Error.stackTraceLimit = Infinity;
    const all = [];
    const recurse = () => recurse() + 1;
    for (let i = 0; i < 1e6; ++i) {
      try {
        recurse();
      } catch (error) {
        all.push(error.stack);
      }
    }
    return new Response("end");
  },
};
