// Puts a response without an end into the cache.
// family: streams
// outcome: exceededMemory exceededCpu exception
// limits: cpu_ms=500

export default {
  async fetch() {
    await caches.default.put("https://a.example/endless", new Response(new ReadableStream({
      pull(controller) {
        controller.enqueue(new Uint8Array(65536));
      },
    }), { headers: { "cache-control": "max-age=60" } }));
    return new Response("end");
  },
};
