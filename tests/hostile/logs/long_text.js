// Logs a text of a hundred million letters that must be quoted.
// family: logs
// outcome: ok exceededCpu exceededMemory

export default {
  fetch() {
    console.log(["\n\u00fc'\"`".repeat(2e7)]);
    return new Response("end");
  },
};
