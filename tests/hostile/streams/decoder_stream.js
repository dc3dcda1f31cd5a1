// Decodes an endless stream to text and keeps it.
// family: streams
// outcome: exceededMemory exceededCpu
// limits: cpu_ms=500

export default {
  async fetch() {
    let text = "";
    const endless = new ReadableStream({
      pull(controller) {
        controller.enqueue(new Uint8Array(65536).fill(97));
      },
    });
    for await (const piece of endless.pipeThrough(new TextDecoderStream())) text += piece;
    return new Response(text);
  },
};
