// Clears timers from within themselves and each other.
// family: reentrancy
// outcome: ok exception

export default {
  async fetch() {
    const timers = [];
    for (let i = 0; i < 100; ++i) {
      timers.push(setInterval(() => {
        for (const timer of timers) clearInterval(timer);
        for (const timer of timers) clearTimeout(timer);
      }, 1));
    }
    await scheduler.wait(10);
    return new Response("end");
  },
};
