// Reads JSON of fifty million brackets.
// family: uncounted
// outcome: exceededMemory exceededCpu exception
// limits: cpu_ms=2000

export default {
  fetch() {
    JSON.parse("[".repeat(5e7));
    return new Response("end");
  },
};
