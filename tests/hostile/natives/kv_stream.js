// Puts a stream that never ends.
// family: natives
// outcome: exception exceededMemory exceededCpu
// limits: cpu_ms=500
// needs: kv

export default {
  async fetch(request, env) {
    await env.KV.put("key", new ReadableStream({
      pull(controller) {
        controller.enqueue(new Uint8Array(65536));
      },
    }));
    return new Response("end");
  },
};
