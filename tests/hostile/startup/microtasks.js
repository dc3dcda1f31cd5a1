// Awaits an endless chain of promises at the top level.
// family: startup
// outcome: startup

for (;;) await null;

export default {
  fetch() {
    return new Response("end");
  },
};
