// Reads a body that never ends as octets, in large pieces.
// family: streams
// outcome: exceededMemory exceededCpu exception
// limits: cpu_ms=500

export default {
  async fetch() {
    const endless = new ReadableStream({
      pull(controller) {
        controller.enqueue(new Uint8Array(1e7));
      },
    });
    return new Response(await new Response(endless).arrayBuffer());
  },
};
