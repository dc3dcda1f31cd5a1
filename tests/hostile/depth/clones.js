// Clones a request's response ten thousand times.
// family: depth
// outcome: ok exception exceededCpu exceededMemory

export default {
  fetch() {
    let response = new Response(new ReadableStream({
      pull(controller) {
        controller.enqueue(new Uint8Array(1));
        controller.close();
      },
    }));
    for (let i = 0; i < 10000; ++i) response = response.clone();
    return response;
  },
};
