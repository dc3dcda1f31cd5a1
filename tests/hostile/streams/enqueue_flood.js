// Enqueues for ever without being asked.
// family: streams
// outcome: exceededMemory exceededCpu
// limits: cpu_ms=500 memory_mb=64

export default {
  fetch() {
    return new Response(new ReadableStream({
      start(controller) {
        for (;;) controller.enqueue(new Uint8Array(100));
      },
    }));
    return new Response("end");
  },
};
