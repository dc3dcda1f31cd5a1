// Has promises made by a constructor that loops.
// family: pollution
// outcome: ok exception exceededCpu

export default {
  async fetch() {
    Object.defineProperty(Promise, Symbol.species, {
      get() {
        for (;;);
      },
    });
    await Promise.resolve().finally(() => {});
    return new Response("end");
  },
};
