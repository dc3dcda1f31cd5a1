// Asks to be waited for while an interval goes on for ever.
// family: after_response
// outcome: exceededWallTime exceededCpu
// limits: wait_until_ms=500

export default {
  fetch(request, env, ctx) {
    setInterval(() => {}, 10);
    ctx.waitUntil(new Promise(() => {}));
    return new Response("end");
  },
};
