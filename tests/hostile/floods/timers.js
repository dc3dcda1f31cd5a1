// Sets a million timers.
// family: floods
// outcome: exception exceededCpu

export default {
  fetch() {
    for (let i = 0; i < 1e6; ++i) setTimeout(() => {}, 0);
    return new Response("end");
  },
};
