// Asks for more time from each promise that it is waited for.
// family: after_response
// outcome: exceededCpu exceededWallTime
// limits: wait_until_ms=500

export default {
  fetch(request, env, ctx) {
    const more = () => ctx.waitUntil(Promise.resolve().then(more));
    more();
    return new Response("end");
  },
};
