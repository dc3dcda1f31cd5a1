// Moves away, while it is cloned, what is to be transferred.
// family: reentrancy
// outcome: ok exception

export default {
  fetch() {
    const buffer = new ArrayBuffer(1e6, { maxByteLength: 1e6 });
    const octets = new Uint8Array(buffer);
    const object = {
      octets,
      get late() {
        buffer.resize(0);
        structuredClone(1, { transfer: [buffer] });
        return octets;
      },
    };
    structuredClone(object, { transfer: [buffer] });
    return new Response("end");
  },
};
