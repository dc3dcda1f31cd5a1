// Logs traces of a deep stack for ever.
// family: logs
// outcome: exceededCpu

export default {
  fetch() {
    Error.stackTraceLimit = 1e9;
    const fail = (depth) => {
      if (depth > 0) fail(depth - 1);
      else for (;;) console.trace();
    };
    fail(3000);
    return new Response("end");
  },
};
