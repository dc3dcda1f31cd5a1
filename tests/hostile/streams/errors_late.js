// Sends a chunk and lets the body fail.
// family: streams
// outcome: exception responseStreamDisconnected

export default {
  async fetch() {
    return new Response(new ReadableStream({
      async pull(controller) {
        controller.enqueue(new Uint8Array(1));
        await scheduler.wait(5);
        controller.error(new Error("late"));
      },
    }));
    return new Response("end");
  },
};
