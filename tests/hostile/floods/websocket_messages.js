// Sends messages for ever to an end that was never accepted.
// family: floods
// outcome: exceededCpu exceededMemory exception
// limits: cpu_ms=500 memory_mb=64

export default {
  fetch() {
    const [one] = Object.values(new WebSocketPair());
    one.accept();
    for (;;) one.send("x".repeat(1000));
    return new Response("end");
  },
};
