// Fills the heap after it has answered.
// family: after_response
// outcome: exceededMemory exceededCpu
// limits: cpu_ms=500 memory_mb=64

export default {
  async fetch(request, env, ctx) {
    ctx.waitUntil((async () => {
      await scheduler.wait(5);
      const all = [];
      for (;;) all.push(new Array(1000).fill(0.5));
    })());
    return new Response("end");
  },
};
