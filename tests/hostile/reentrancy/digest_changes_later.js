// Shrinks a buffer while its digest is computed on another thread.
// family: reentrancy
// outcome: ok exception

export default {
  async fetch() {
    const buffer = new ArrayBuffer(2e7, { maxByteLength: 2e7 });
    const digest = crypto.subtle.digest("SHA-512", buffer);
    buffer.resize(0);
    return new Response(await digest);
  },
};
