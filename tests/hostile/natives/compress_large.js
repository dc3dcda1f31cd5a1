// Compresses chunks of ten megabytes for ever.
// family: natives
// outcome: exceededCpu exceededMemory

export default {
  async fetch() {
    const stream = new CompressionStream("gzip");
    const writer = stream.writable.getWriter();
    stream.readable.pipeTo(new WritableStream());
    const chunk = new Uint8Array(1e7);
    for (;;) await writer.write(chunk);
    return new Response("end");
  },
};
