// Answers with a body that never ends.
// family: streams
// outcome: exceededCpu exceededMemory responseStreamDisconnected exceededWallTime
// limits: wall_ms=3000

export default {
  fetch() {
    return new Response(new ReadableStream({
      pull(controller) {
        controller.enqueue(new Uint8Array(65536));
      },
    }));
    return new Response("end");
  },
};
