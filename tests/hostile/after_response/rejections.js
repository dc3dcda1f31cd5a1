// Lets ten thousand promises fail that it asked to be waited for.
// family: after_response
// outcome: ok exception exceededCpu

export default {
  fetch(request, env, ctx) {
    for (let i = 0; i < 10000; ++i) ctx.waitUntil(Promise.reject(new Error(`late ${i}`)));
    return new Response("end");
  },
};
