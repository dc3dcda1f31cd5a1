// Makes a buffer that may grow to a terabyte.
// family: buffers
// outcome: exception ok
// limits: cpu_ms=500

export default {
  fetch() {
    return new Response(String(new ArrayBuffer(0, { maxByteLength: 2 ** 40 }).maxByteLength));
  },
};
