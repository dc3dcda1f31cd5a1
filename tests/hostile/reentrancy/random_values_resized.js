// Asks for random octets in views that are out of their buffers' bounds.
// family: reentrancy
// outcome: ok exception

export default {
  fetch() {
    const buffer = new ArrayBuffer(100, { maxByteLength: 100 });
    const tracking = new Uint8Array(buffer, 50);
    const fixed = new Uint8Array(buffer, 50, 50);
    buffer.resize(10);
    crypto.getRandomValues(tracking);
    crypto.getRandomValues(fixed);
    return new Response("end");
  },
};
