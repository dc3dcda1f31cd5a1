// Loops in waitUntil after it has answered.
// family: after_response
// outcome: exceededCpu

export default {
  async fetch(request, env, ctx) {
    ctx.waitUntil((async () => {
      await scheduler.wait(5);
      for (;;);
    })());
    return new Response("end");
  },
};
