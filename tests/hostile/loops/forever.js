// Loops for ever with an empty body.
// family: loops
// outcome: exceededCpu

export default {
  fetch() {
    for (;;);
    return new Response("end");
  },
};
