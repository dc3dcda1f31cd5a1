// Answers with a body that gives one chunk and nothing more.
// family: streams
// outcome: exception exceededWallTime
// limits: wall_ms=1500

export default {
  fetch() {
    return new Response(new ReadableStream({
      start(controller) {
        controller.enqueue(new Uint8Array(1));
      },
    }));
    return new Response("end");
  },
};
