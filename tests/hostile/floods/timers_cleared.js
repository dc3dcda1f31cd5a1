// Starts timers and stops them at once, for ever.
// family: floods
// outcome: exceededCpu

export default {
  fetch() {
    for (;;) {
      try {
        clearTimeout(setTimeout(() => {}));
      } catch {
        // It goes on.
      }
    }
    return new Response("end");
  },
};
