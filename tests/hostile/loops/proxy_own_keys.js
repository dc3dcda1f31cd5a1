// Answers the question for a proxy's keys again and again from within the trap.
// family: loops
// outcome: exceededCpu

export default {
  fetch() {
    const keys = new Proxy({}, {
      ownKeys(target) {
        for (;;) Reflect.ownKeys(target);
      },
    });
    return new Response(String(Object.keys(keys)));
  },
};
