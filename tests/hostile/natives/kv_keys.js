// Uses keys that are empty, long or no strings.
// family: natives
// outcome: exception exceededCpu
// needs: kv

export default {
  async fetch(request, env) {
    for (const key of ["", ".", "..", "\0", "x".repeat(1e6), "\ud800"]) {
      await env.KV.get(key).catch(() => {});
    }
    await env.KV.put("x".repeat(1e6), "");
    return new Response("end");
  },
};
