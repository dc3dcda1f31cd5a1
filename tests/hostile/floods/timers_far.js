// Sets timers for ever that are due in a year.
// family: floods
// outcome: exception exceededCpu

export default {
  fetch() {
    for (;;) setTimeout(() => {}, 3e10);
    return new Response("end");
  },
};
