// Queues a million microtasks.
// family: floods
// outcome: ok exceededCpu exceededMemory

export default {
  fetch() {
    for (let i = 0; i < 1e6; ++i) queueMicrotask(() => {});
    return new Response("end");
  },
};
