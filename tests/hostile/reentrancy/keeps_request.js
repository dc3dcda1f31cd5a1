// Keeps the request and the response of one event and uses them in the next.
// family: reentrancy
// outcome: ok exception

let kept = null;

export default {
  async fetch(request, env, ctx) {
    if (kept) {
      const text = await kept.request.text().catch((error) => error.message);
      kept.ctx.waitUntil(scheduler.wait(1));
      return new Response(text + (await kept.response.text()));
    }
    kept = { request, ctx, response: new Response(request.body ?? "x") };
    return new Response("end");
  },
};
