// Aborts and closes a stream from within the write of its sink.
// family: reentrancy
// outcome: ok exception

export default {
  async fetch() {
    const stream = new WritableStream({
      write(chunk, controller) {
        writer.close().catch(() => {});
        writer.abort().catch(() => {});
        controller.error(new Error("x"));
        writer.releaseLock();
      },
    });
    const writer = stream.getWriter();
    await writer.write(new Uint8Array(1)).catch(() => {});
    return new Response("end");
  },
};
