// Loops for ever before it exports anything.
// family: startup
// outcome: startup

for (;;);

export default {
  fetch() {
    return new Response("end");
  },
};
