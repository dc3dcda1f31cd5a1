// Gets a value again and again, many at a time.
// family: natives
// outcome: exceededCpu exception exceededMemory
// needs: kv

export default {
  async fetch(request, env) {
    await env.KV.put("key", "x".repeat(100000));
    for (;;) await Promise.all(Array.from({ length: 100 }, () => env.KV.get("key")));
    return new Response("end");
  },
};
