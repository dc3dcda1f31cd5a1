// Asks to be waited for until what never happens.
// family: after_response
// outcome: ok exception exceededWallTime
// limits: wait_until_ms=500

export default {
  fetch(request, env, ctx) {
    ctx.waitUntil(new Promise(() => {}));
    return new Response("end");
  },
};
