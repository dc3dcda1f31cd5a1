// Asks for a buffer of 2^53 - 1 octets.
// family: buffers
// outcome: exception
// limits: cpu_ms=500

export default {
  fetch() {
    return new Response(String(new ArrayBuffer(2 ** 53 - 1).byteLength));
  },
};
