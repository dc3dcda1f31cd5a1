// Awaits null for ever.
// family: loops
// outcome: exceededCpu

export default {
  async fetch() {
    for (;;) await null;
    return new Response("end");
  },
};
