// Has an interval of no time and waits for ever.
// family: floods
// outcome: exceededCpu exceededWallTime
// limits: wall_ms=2000

export default {
  async fetch() {
    setInterval(() => {}, 0);
    await new Promise(() => {});
    return new Response("end");
  },
};
