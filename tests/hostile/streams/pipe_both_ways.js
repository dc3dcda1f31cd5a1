// Pipes a stream into its own other end.
// family: streams
// outcome: exception ok exceededCpu exceededWallTime
// limits: wall_ms=2000

export default {
  async fetch() {
    const { readable, writable } = new TransformStream();
    const writer = writable.getWriter();
    writer.write("x").catch(() => {});
    writer.releaseLock();
    await readable.pipeTo(writable);
    return new Response("end");
  },
};
