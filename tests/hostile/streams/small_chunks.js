// Answers with a million chunks of an octet.
// family: streams
// outcome: ok exceededCpu exceededWallTime exceededMemory
// limits: wall_ms=20000

export default {
  fetch() {
    let left = 1e6;
    return new Response(new ReadableStream({
      pull(controller) {
        controller.enqueue(new Uint8Array(1));
        if (--left === 0) controller.close();
      },
    }));
    return new Response("end");
  },
};
