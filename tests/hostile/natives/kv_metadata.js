// Puts metadata that loops when it is written.
// family: natives
// outcome: exception exceededCpu
// needs: kv

export default {
  async fetch(request, env) {
    await env.KV.put("key", "", {
      metadata: {
        toJSON() {
          for (;;);
        },
      },
    });
    return new Response("end");
  },
};
