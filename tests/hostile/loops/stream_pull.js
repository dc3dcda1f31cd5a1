// Answers with a stream whose pull loops.
// family: loops
// outcome: exceededCpu

export default {
  fetch() {
    return new Response(new ReadableStream({
      pull() {
        for (;;);
      },
    }));
    return new Response("end");
  },
};
