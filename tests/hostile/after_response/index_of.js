// Searches an array-like of 2^53 - 1 places after it has answered.
// family: after_response
// outcome: exceededCpu

export default {
  async fetch(request, env, ctx) {
    ctx.waitUntil((async () => {
      await scheduler.wait(5);
      Array.prototype.indexOf.call({ length: 2 ** 53 - 1 }, 1);
    })());
    return new Response("end");
  },
};
