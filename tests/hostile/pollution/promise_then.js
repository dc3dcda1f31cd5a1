// Replaces then of promises by a function that loops.
// family: pollution
// outcome: ok exception exceededCpu

export default {
  async fetch() {
    Promise.prototype.then = () => {
      for (;;);
    };
    await null;
    return new Response("end");
  },
};
