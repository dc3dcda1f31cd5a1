// Enqueues and closes from within the cancel of the answer's body.
// family: reentrancy
// outcome: ok exception

export default {
  async fetch() {
    let controller;
    const stream = new ReadableStream({
      start(given) {
        controller = given;
      },
      cancel() {
        controller.enqueue(new Uint8Array(1));
        controller.close();
      },
    });
    await stream.cancel().catch(() => {});
    return new Response("end");
  },
};
