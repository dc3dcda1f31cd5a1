// One of KEYS values of 1 KB, written.
const VALUE = "v".repeat(1024);

export default {
  async fetch(request, env) {
    await env.KV.put(`key-${Math.floor(Math.random() * KEYS)}`, VALUE);
    return new Response("stored");
  },
};
