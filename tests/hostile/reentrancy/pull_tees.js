// Divides a stream from within its pull, and cancels both branches.
// family: reentrancy
// outcome: ok exception

export default {
  async fetch() {
    let branches;
    const stream = new ReadableStream({
      pull(controller) {
        controller.enqueue(new Uint8Array(1));
        branches ??= stream.tee();
        branches[0].cancel().catch(() => {});
        branches[1].cancel().catch(() => {});
      },
    }, { highWaterMark: 0 });
    await stream.getReader().read().catch(() => {});
    return new Response("end");
  },
};
