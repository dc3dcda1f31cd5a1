// Transfers buffers to a port that nobody listens to.
// family: buffers
// outcome: exceededMemory exception exceededCpu
// limits: cpu_ms=500

export default {
  fetch() {
    const { port1 } = new MessageChannel();
    for (;;) {
      const buffer = new ArrayBuffer(1e6);
      port1.postMessage(buffer, [buffer]);
    }
    return new Response("end");
  },
};
