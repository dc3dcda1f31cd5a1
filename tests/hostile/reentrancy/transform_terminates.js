// Terminates, errors and aborts from within transform and flush.
// family: reentrancy
// outcome: ok exception

export default {
  fetch() {
    let writer;
    const { readable, writable } = new TransformStream({
      transform(chunk, controller) {
        controller.enqueue(chunk);
        controller.terminate();
        writer.abort().catch(() => {});
        controller.error(new Error("x"));
      },
      flush(controller) {
        controller.terminate();
      },
    });
    writer = writable.getWriter();
    writer.write(new Uint8Array(1)).catch(() => {});
    writer.close().catch(() => {});
    return new Response(readable);
  },
};
