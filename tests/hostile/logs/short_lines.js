// Logs empty lines for ever.
// family: logs
// outcome: exceededCpu

export default {
  fetch() {
    for (;;) console.log("");
    return new Response("end");
  },
};
