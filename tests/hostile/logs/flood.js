// Logs long lines for ever.
// family: logs
// outcome: exceededCpu

export default {
  fetch() {
    const line = "x".repeat(65536);
    for (;;) console.log(line);
    return new Response("end");
  },
};
