// Puts a response into the cache that varies by ten thousand headers.
// family: natives
// outcome: exception exceededCpu exceededMemory ok

export default {
  async fetch() {
    const vary = Array.from({ length: 10000 }, (_, i) => `x-${i}`).join();
    for (let i = 0; i < 1000; ++i) {
      await caches.default.put("https://a.example/vary", new Response("x", {
        headers: { vary, "cache-control": "max-age=60" },
      }));
      await caches.default.match("https://a.example/vary");
    }
    return new Response("end");
  },
};
