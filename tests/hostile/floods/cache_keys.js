// Puts ten thousand responses into the cache.
// family: floods
// outcome: exception ok exceededCpu

export default {
  async fetch() {
    for (let i = 0; i < 10000; ++i) {
      await caches.default.put(`https://a.example/${i}`, new Response("x".repeat(1000), {
        headers: { "cache-control": "max-age=60" },
      }));
    }
    return new Response("end");
  },
};
