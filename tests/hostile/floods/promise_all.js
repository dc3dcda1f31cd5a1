// Waits for a million promises at once.
// family: floods
// outcome: exceededCpu exceededMemory ok

export default {
  async fetch() {
    await Promise.all(Array.from({ length: 1e6 }, (_, i) => Promise.resolve(i)));
    return new Response("end");
  },
};
