// Has a byte stream allocate two gigabytes for each chunk.
// family: streams
// outcome: exception exceededMemory exceededCpu
// limits: cpu_ms=500

export default {
  async fetch() {
    const stream = new ReadableStream({
      type: "bytes",
      autoAllocateChunkSize: 2 ** 31,
      pull(controller) {
        controller.byobRequest.respond(1);
      },
    });
    const reader = stream.getReader();
    const all = [];
    for (;;) all.push((await reader.read()).value);
    return new Response("end");
  },
};
