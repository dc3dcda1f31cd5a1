// Imports itself dynamically again and again.
// family: startup
// outcome: exceededCpu exception

export default {
  async fetch() {
    for (;;) await import("./index.js");
    return new Response("end");
  },
};
