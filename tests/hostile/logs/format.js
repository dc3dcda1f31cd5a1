// Logs a format with an argument whose conversion loops.
// family: logs
// outcome: ok exceededCpu

export default {
  fetch() {
    console.log("%s %d %i %f", {
      toString() {
        for (;;);
      },
    });
    return new Response("end");
  },
};
