// Pipes a stream through ten thousand others.
// family: depth
// outcome: ok exception exceededCpu exceededMemory

export default {
  fetch() {
    let stream = new Response("x").body;
    for (let i = 0; i < 10000; ++i) stream = stream.pipeThrough(new TransformStream());
    return new Response(stream);
  },
};
