// Promises more octets than it sends.
// family: streams
// outcome: exception exceededCpu exceededMemory responseStreamDisconnected
// limits: wall_ms=2000

export default {
  fetch() {
    const { readable, writable } = new FixedLengthStream(2 ** 40);
    const writer = writable.getWriter();
    writer.write(new Uint8Array(10));
    writer.close().catch(() => {});
    return new Response(readable);
  },
};
