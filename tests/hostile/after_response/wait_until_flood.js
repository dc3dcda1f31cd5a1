// Asks a million times to be waited for.
// family: after_response
// outcome: ok exceededCpu exceededMemory exception

export default {
  fetch(request, env, ctx) {
    for (let i = 0; i < 1e6; ++i) ctx.waitUntil(Promise.resolve(i));
    return new Response("end");
  },
};
