// Writes for ever without waiting.
// family: streams
// outcome: exceededMemory exceededCpu
// limits: cpu_ms=500 memory_mb=64

export default {
  fetch() {
    const { writable } = new TransformStream();
    const writer = writable.getWriter();
    for (;;) writer.write(new Uint8Array(100)).catch(() => {});
    return new Response("end");
  },
};
