// Splits a string of the greatest length after it has answered.
// family: after_response
// outcome: exceededMemory exceededCpu

export default {
  async fetch(request, env, ctx) {
    ctx.waitUntil((async () => {
      await scheduler.wait(5);
      "a".repeat(2 ** 29 - 24).split("");
    })());
    return new Response("end");
  },
};
