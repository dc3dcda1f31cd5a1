// Makes a stream of an endless builtin iterator.
// family: streams
// outcome: exceededMemory exceededCpu exception
// limits: cpu_ms=500

export default {
  async fetch() {
    const stream = ReadableStream.from([].values.call({ length: 2 ** 53 - 1 }));
    for await (const chunk of stream) if (chunk === 0) break;
    return new Response("end");
  },
};
