// Reads one branch of an endless stream and never the other.
// family: streams
// outcome: exceededMemory exceededCpu
// limits: cpu_ms=500

export default {
  async fetch() {
    const [read, kept] = new ReadableStream({
      pull(controller) {
        controller.enqueue(new Uint8Array(65536));
      },
    }).tee();
    for await (const chunk of read) if (chunk.length === 0) break;
    return new Response(kept);
  },
};
