// Decompresses what was compressed ten times, and reads all of it.
// family: streams
// outcome: exceededMemory exceededCpu exception ok
// limits: cpu_ms=500

export default {
  fetch() {
    const pack = (stream) => stream.pipeThrough(new CompressionStream("gzip"));
    const unpack = (stream) => stream.pipeThrough(new DecompressionStream("gzip"));
    let left = 1000;
    let stream = new ReadableStream({
      pull(controller) {
        controller.enqueue(new Uint8Array(1e6));
        if (--left === 0) controller.close();
      },
    });
    for (let i = 0; i < 10; ++i) stream = pack(stream);
    for (let i = 0; i < 10; ++i) stream = unpack(stream);
    return new Response(stream);
  },
};
