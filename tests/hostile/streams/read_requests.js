// Reads for ever from a stream that gives nothing, without waiting.
// family: streams
// outcome: exceededMemory exceededCpu
// limits: cpu_ms=500 memory_mb=64

export default {
  fetch() {
    const reader = new ReadableStream().getReader();
    for (;;) reader.read();
    return new Response("end");
  },
};
