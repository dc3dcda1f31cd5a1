// Enqueues from within the function that measures a chunk.
// family: reentrancy
// outcome: ok exception exceededCpu

export default {
  fetch() {
    let controller;
    const stream = new ReadableStream({
      start(given) {
        controller = given;
      },
    }, {
      size(chunk) {
        if (chunk > 0) controller.enqueue(chunk - 1);
        controller.error(new Error("x"));
        return 1;
      },
    });
    controller.enqueue(100);
    return new Response(stream);
  },
};
