// Asks for random UUIDs again and again.
// family: natives
// outcome: exceededCpu

export default {
  fetch() {
    for (;;) crypto.randomUUID();
    return new Response("end");
  },
};
