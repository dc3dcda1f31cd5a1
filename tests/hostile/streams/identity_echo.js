// Pumps octets through a pair of streams for ever.
// family: streams
// outcome: exceededCpu exceededWallTime exceededMemory
// limits: wall_ms=3000

export default {
  async fetch() {
    const { readable, writable } = new IdentityTransformStream();
    const writer = writable.getWriter();
    const chunk = new Uint8Array(65536);
    (async () => {
      for (;;) await writer.write(chunk);
    })();
    for await (const octets of readable) if (octets.length === 0) break;
    return new Response("end");
  },
};
