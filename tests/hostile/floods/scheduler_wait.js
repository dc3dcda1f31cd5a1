// Waits for a hundred thousand moments at once.
// family: floods
// outcome: exception exceededCpu

export default {
  async fetch() {
    const waits = [];
    for (let i = 0; i < 1e5; ++i) waits.push(scheduler.wait(10));
    await Promise.all(waits);
    return new Response("end");
  },
};
