// Registers millions of objects whose end is to be told.
// family: floods
// outcome: exceededCpu exceededMemory

export default {
  fetch() {
    const registry = new FinalizationRegistry(() => {});
    for (;;) registry.register({}, 1);
    return new Response("end");
  },
};
