// Lists keys again and again.
// family: natives
// outcome: exceededCpu exception
// needs: kv

export default {
  async fetch(request, env) {
    for (;;) await env.KV.list({ limit: 1000, prefix: "k" });
    return new Response("end");
  },
};
