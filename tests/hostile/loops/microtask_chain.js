// Queues a microtask from a microtask for ever.
// family: loops
// outcome: exceededCpu

export default {
  async fetch() {
    const next = () => queueMicrotask(next);
    next();
    await new Promise(() => {});
    return new Response("end");
  },
};
