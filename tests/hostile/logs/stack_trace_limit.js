// Makes errors with stacks of ten thousand frames, which it keeps.
// family: logs
// outcome: exception exceededCpu exceededMemory
// limits: cpu_ms=500

export default {
  fetch() {
    Error.stackTraceLimit = 1e9;
    const all = [];
    const fail = (depth) => {
      if (depth > 0) fail(depth - 1);
      else for (;;) all.push(new Error("x"));
    };
    fail(5000);
    return new Response("end");
  },
};
