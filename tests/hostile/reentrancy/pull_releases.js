// Releases, cancels and errors a stream from within its pull.
// family: reentrancy
// outcome: ok exception

export default {
  async fetch() {
    let reader;
    const stream = new ReadableStream({
      pull(controller) {
        reader?.releaseLock();
        stream.cancel().catch(() => {});
        controller.enqueue(new Uint8Array(1));
        controller.error(new Error("x"));
      },
    }, { highWaterMark: 0 });
    reader = stream.getReader();
    await reader.read().catch(() => {});
    return new Response("end");
  },
};
