// Reads into a view whose buffer shrinks while the source fills it.
// family: reentrancy
// outcome: ok exception

export default {
  async fetch() {
    const buffer = new ArrayBuffer(1000, { maxByteLength: 1000 });
    const stream = new ReadableStream({
      type: "bytes",
      pull(controller) {
        controller.byobRequest.view.buffer.resize?.(10);
        controller.byobRequest.respond(1000);
      },
    });
    await stream.getReader({ mode: "byob" }).read(new Uint8Array(buffer)).catch(() => {});
    return new Response("end");
  },
};
