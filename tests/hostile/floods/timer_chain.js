// Sets a timer from each timer and works a little in each.
// family: floods
// outcome: exceededCpu

export default {
  async fetch() {
    const next = () => {
      for (let i = 0; i < 1e6; ++i);
      setTimeout(next);
    };
    next();
    await new Promise(() => {});
    return new Response("end");
  },
};
