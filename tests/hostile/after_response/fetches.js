// Begins a thousand requests after it has answered.
// family: after_response
// outcome: ok exception exceededCpu

export default {
  async fetch(request, env, ctx) {
    ctx.waitUntil((async () => {
      await scheduler.wait(5);
      for (let i = 0; i < 1000; ++i) ctx.waitUntil(fetch("http://127.0.0.1:1/"));
    })());
    return new Response("end");
  },
};
