// Shrinks the buffer that it answers with.
// family: reentrancy
// outcome: ok exception

export default {
  fetch() {
    const buffer = new ArrayBuffer(1e6, { maxByteLength: 1e6 });
    const response = new Response(new Uint8Array(buffer));
    buffer.resize(0);
    return response;
  },
};
