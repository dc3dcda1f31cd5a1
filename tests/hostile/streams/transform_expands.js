// Makes a thousand megabytes of each chunk that it transforms.
// family: streams
// outcome: exceededMemory exceededCpu exception
// limits: cpu_ms=500

export default {
  fetch() {
    const { readable, writable } = new TransformStream({
      transform(chunk, controller) {
        for (let i = 0; i < 1000; ++i) controller.enqueue(new Uint8Array(1e6));
      },
    });
    writable.getWriter().write("x").catch(() => {});
    return new Response(readable);
  },
};
