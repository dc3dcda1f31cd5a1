// Awaits an endless chain of promises at the top level.
// family: startup
// outcome: exceededCpu

for (;;) await null;

export default {
  fetch() {
    return new Response("end");
  },
};
