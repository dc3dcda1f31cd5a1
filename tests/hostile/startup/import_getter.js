// Imports a name whose conversion to a string loops.
// family: startup
// outcome: exceededCpu

export default {
  async fetch() {
    await import({
      toString() {
        for (;;);
      },
    });
    return new Response("end");
  },
};
