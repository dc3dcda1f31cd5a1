// Asks to wait for a thenable whose then loops.
// family: after_response
// outcome: ok exception exceededCpu

export default {
  fetch(request, env, ctx) {
    ctx.waitUntil({
      then() {
        for (;;);
      },
    });
    return new Response("end");
  },
};
