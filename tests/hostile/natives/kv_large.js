// Puts a value that is larger than any may be.
// family: natives
// outcome: exception exceededMemory
// limits: cpu_ms=500
// needs: kv

export default {
  async fetch(request, env) {
    await env.KV.put("key", new Uint8Array(26 * 1024 * 1024));
    return new Response("end");
  },
};
