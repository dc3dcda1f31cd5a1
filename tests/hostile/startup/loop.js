// Loops for ever before it exports anything.
// family: startup
// outcome: exceededCpu

for (;;);

export default {
  fetch() {
    return new Response("end");
  },
};
