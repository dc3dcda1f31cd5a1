// Divides a stream into two ten thousand times.
// family: depth
// outcome: ok exception exceededCpu exceededMemory

export default {
  fetch() {
    let stream = new ReadableStream({
      start(controller) {
        controller.enqueue(new Uint8Array(1));
        controller.close();
      },
    });
    for (let i = 0; i < 10000; ++i) stream = stream.tee()[0];
    return new Response(stream);
  },
};
