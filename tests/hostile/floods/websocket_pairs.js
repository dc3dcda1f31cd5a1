// Makes pairs of sockets for ever.
// family: floods
// outcome: exceededCpu exceededMemory exception
// limits: cpu_ms=500 memory_mb=64

export default {
  fetch() {
    const pairs = [];
    for (;;) pairs.push(new WebSocketPair());
    return new Response("end");
  },
};
