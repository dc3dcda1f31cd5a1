// Responds with views of other buffers, longer and of other places.
// family: reentrancy
// outcome: ok exception

export default {
  async fetch() {
    const views = [new Uint8Array(100), new Uint8Array(0), new DataView(new ArrayBuffer(10), 5)];
    for (const view of views) {
      const stream = new ReadableStream({
        type: "bytes",
        pull(controller) {
          controller.byobRequest.respondWithNewView(view);
        },
      });
      await stream.getReader({ mode: "byob" }).read(new Uint8Array(10)).catch(() => {});
    }
    return new Response("end");
  },
};
