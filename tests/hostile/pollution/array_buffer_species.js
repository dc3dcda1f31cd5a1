// Has copies of buffers made by a constructor that gives one that is too small.
// family: pollution
// outcome: ok exception exceededCpu

export default {
  async fetch() {
    const small = new ArrayBuffer(0);
    for (const Kind of [ArrayBuffer, Object.getPrototypeOf(Uint8Array)]) {
      Object.defineProperty(Kind, Symbol.species, { value: function () {
        return small;
      } });
    }
    const digest = await crypto.subtle.digest("SHA-256", new Uint8Array(10));
    return new Response(await new Response(digest).arrayBuffer());
  },
};
