// Has a queuing strategy that loops.
// family: streams
// outcome: exceededCpu

export default {
  fetch() {
    return new Response(new ReadableStream({
      start(controller) {
        controller.enqueue(new Uint8Array(1));
      },
    }, {
      size() {
        for (;;);
      },
    }));
    return new Response("end");
  },
};
