// Keeps channels for ever.
// family: uncounted
// outcome: exceededMemory exceededCpu
// limits: cpu_ms=2000

export default {
  fetch() {
    const all = [];
    for (;;) all.push(new MessageChannel());
    return new Response("end");
  },
};
