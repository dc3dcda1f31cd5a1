// Imports modules that do not exist, each with a name of its own.
// family: startup
// outcome: exception exceededCpu

export default {
  async fetch() {
    for (let i = 0; ; ++i) {
      try {
        await import(`./missing-${i}.js`);
      } catch (error) {
        if (i === 1e6) throw error;
      }
    }
    return new Response("end");
  },
};
