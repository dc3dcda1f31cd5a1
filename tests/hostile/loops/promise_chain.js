// Makes a chain of promises that never ends.
// family: loops
// outcome: exceededCpu

export default {
  async fetch() {
    const next = () => Promise.resolve().then(next);
    await next();
    return new Response("end");
  },
};
