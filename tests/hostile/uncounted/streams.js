// Keeps streams of every kind for ever.
// family: uncounted
// outcome: exceededMemory exceededCpu
// limits: cpu_ms=1000 memory_mb=64

export default {
  fetch() {
    const all = [];
    for (;;) {
      all.push(new ReadableStream(), new WritableStream(), new TransformStream(), new Response("x").body);
    }
    return new Response("end");
  },
};
