// Sets a million timers at the top level.
// family: startup
// outcome: ok exception exceededCpu

for (let i = 0; i < 1e6; ++i) setTimeout(() => {}, 0);

export default {
  fetch() {
    return new Response("end");
  },
};
