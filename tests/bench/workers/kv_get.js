// One of KEYS values, read.
export default {
  async fetch(request, env) {
    return new Response(await env.KV.get(`key-${Math.floor(Math.random() * KEYS)}`));
  },
};
