// Sends a chunk and loops before the next.
// family: loops
// outcome: exceededCpu

export default {
  fetch() {
    let chunks = 0;
    return new Response(new ReadableStream({
      pull(controller) {
        if (chunks++ === 0) controller.enqueue(new TextEncoder().encode("first"));
        else for (;;);
      },
    }));
    return new Response("end");
  },
};
